// The handlers named in the template, loaded from their sources and called in this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entryMetadata, handlerMetadata } from '../infra/metadata.ts';
import { arnOf, nameOf, projectRoot, type Template } from './template.ts';

type Handler = (event: unknown, context: object) => Promise<unknown>;

interface LocalFunction {
  name: string;
  arn: string;
  handle: Handler;
  timeoutMs: number;
}

/** Quiet, untraced, and without credentials that lead anywhere. */
const BASE_ENVIRONMENT: Record<string, string> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  POWERTOOLS_TRACE_ENABLED: 'false',
};

let worlds = 0;

/** Every function of the template, by ARN; each world gets handlers of its own, with nothing kept from another. */
export class Functions {
  readonly #byArn = new Map<string, LocalFunction>();
  readonly #environmentBefore = new Map<string, string | undefined>();
  invocations: Record<string, number> = {};
  #requests = 0;

  /** Handlers read their environment when they are loaded, one after the other. */
  async load(template: Template): Promise<void> {
    worlds += 1;
    for (const resource of template.ofType('AWS::Lambda::Function')) {
      const entry = resource.metadata[entryMetadata];
      if (typeof entry !== 'string') continue;
      const { Environment, Timeout } = resource.properties as {
        Environment?: { Variables?: Record<string, unknown> };
        Timeout?: number;
      };
      const variables = template.resolve(Environment?.Variables ?? {}) as Record<string, string>;
      const { NODE_OPTIONS: _options, ...own } = variables;
      this.#setEnvironment({ ...BASE_ENVIRONMENT, ...own });
      const url = `${pathToFileURL(join(projectRoot, entry)).href}?world=${worlds}`;
      const module = (await import(url)) as Record<string, unknown>;
      const handle = module[String(resource.metadata[handlerMetadata] ?? 'handler')];
      if (typeof handle !== 'function') throw new Error(`${entry} exports no handler`);
      const arn = arnOf(resource);
      const name = entry.split('/').at(-2) ?? nameOf(resource);
      this.#byArn.set(arn, { name, arn, handle: handle as Handler, timeoutMs: (Timeout ?? 3) * 1000 });
    }
  }

  #setEnvironment(variables: Record<string, string>): void {
    for (const [name, value] of Object.entries(variables)) {
      if (!this.#environmentBefore.has(name)) this.#environmentBefore.set(name, process.env[name]);
      process.env[name] = value;
    }
  }

  restoreEnvironment(): void {
    for (const [name, value] of this.#environmentBefore) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    this.#environmentBefore.clear();
  }

  has(arn: string): boolean {
    return this.#byArn.has(arn);
  }

  /** Payload and answer are copied, as if they had gone over the wire; rejects with the handler's own error. */
  async invoke(arn: string, payload: unknown): Promise<unknown> {
    const target = this.#byArn.get(arn);
    if (target === undefined) throw new Error(`there is no function ${arn}`);
    this.invocations[target.name] = (this.invocations[target.name] ?? 0) + 1;
    this.#requests += 1;
    const context = {
      functionName: target.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '512',
      awsRequestId: `local-${this.#requests}`,
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => target.timeoutMs,
    };
    const answer = await target.handle(structuredClone(payload), context);
    return answer === undefined ? null : structuredClone(answer);
  }
}
