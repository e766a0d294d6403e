// Functions that have a URL, asked as over HTTPS.
import type { Functions } from './functions.ts';
import { ACCOUNT, REGION, type Template } from './template.ts';

export interface LocalRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

export interface LocalAnswer {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export class Urls {
  readonly #functions: Functions;
  readonly #byOrigin = new Map<string, string>();

  constructor(template: Template, functions: Functions) {
    this.#functions = functions;
    for (const url of template.ofType('AWS::Lambda::Url')) {
      const {
        AuthType,
        TargetFunctionArn,
        InvokeMode = 'BUFFERED',
      } = template.resolve(url.properties) as {
        AuthType: string;
        TargetFunctionArn: string;
        InvokeMode?: string;
      };
      if (AuthType !== 'NONE' || InvokeMode !== 'BUFFERED')
        throw new Error(`${url.id} is no open, buffered URL of a function: the local world has no other`);
      const arn = TargetFunctionArn.startsWith('arn:')
        ? TargetFunctionArn
        : `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${TargetFunctionArn}`;
      this.#byOrigin.set(new URL(template.urlOf(url.id)).origin, arn);
    }
  }

  /** The URL of the function in the construct whose logical id begins so. */
  of(prefix: string): string | undefined {
    for (const [origin, arn] of this.#byOrigin) if (arn.includes(`:function:${prefix}`)) return `${origin}/`;
    return undefined;
  }

  /** As Lambda does it: the function's own failure is a 502 without a word of it. */
  async request(url: string, { method, headers = {}, body }: LocalRequest): Promise<LocalAnswer> {
    const { origin, pathname, search } = new URL(url);
    const arn = this.#byOrigin.get(origin);
    if (arn === undefined) throw new Error(`no function of the template is behind ${origin}`);
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    try {
      return (await this.#functions.invoke(arn, {
        version: '2.0',
        rawPath: pathname,
        rawQueryString: search.slice(1),
        headers: lower,
        requestContext: { http: { method, path: pathname } },
        ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
        isBase64Encoded: body !== undefined,
      })) as LocalAnswer;
    } catch {
      return { statusCode: 502, headers: {}, body: 'Internal Server Error' };
    }
  }
}
