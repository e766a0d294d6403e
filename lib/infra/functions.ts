import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Code, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { bundling } from './bundling.ts';
import { projectRoot } from './config.ts';
import { entryMetadata, handlerMetadata } from './metadata.ts';

export interface UseCaseProps {
  /** The folder under `functions/`. */
  readonly useCase: string;
  readonly description: string;
  readonly timeout?: Duration;
  readonly memorySize?: number;
  readonly environment?: Record<string, string>;
  /** So many of it at once, of those that the account has. */
  readonly reservedConcurrentExecutions?: number;
}

export const metricsNamespace = 'cureflow';

/** One use case as a Lambda function, with a role and a log group of its own. */
export class UseCaseFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: UseCaseProps) {
    const entry = `functions/${props.useCase}/handler.ts`;
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      entry: `${projectRoot}${entry}`,
      // Who only reads the template (tests, the local world) switches bundling off and needs no code in it.
      code: Stack.of(scope).bundlingRequired ? undefined : Code.fromInline(`// ${entry}`),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout ?? Duration.seconds(30),
      memorySize: props.memorySize ?? 512,
      tracing: Tracing.ACTIVE,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      role,
      logGroup,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: props.useCase,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
        ...props.environment,
      },
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      bundling,
    });
    const resource = this.node.defaultChild as CfnFunction;
    resource.addMetadata(entryMetadata, entry);
    resource.addMetadata(handlerMetadata, 'handler');
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray has no resources to name: PutTraceSegments takes * only.',
    );
  }
}
