import { Aws } from 'aws-cdk-lib';
import {
  Errors,
  type IChainable,
  JsonPath,
  QueryLanguage,
  TaskInput,
  TaskStateBase,
  type TaskStateBaseProps,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { executionExists, whenStartRefused } from './retries.ts';

export interface StartExecutionProps {
  /** ARN of the machine, or `thisMachine`. */
  readonly machineArn: string;
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** The machine that the execution is one of. CDK's own task cannot name it: its definition would refer to itself. */
export const thisMachine = JsonPath.stringAt('$$.StateMachine.Id');

/**
 * Starts an execution by name and goes on. Who uses it allows `states:StartExecution` on the role, apart from the
 * definition.
 */
export class StartExecution extends TaskStateBase {
  protected override readonly taskMetrics = undefined;
  protected override readonly taskPolicies = undefined;
  private readonly request: object;

  constructor(scope: Construct, id: string, props: StartExecutionProps) {
    const base: TaskStateBaseProps = { resultPath: JsonPath.DISCARD };
    super(scope, id, base);
    this.request = {
      StateMachineArn: props.machineArn,
      Name: props.name,
      Input: TaskInput.fromObject(props.input).value,
    };
    for (const retry of whenStartRefused) this.addRetry(retry);
  }

  /** An execution of that name exists, from a try whose answer got lost: go on as if this one had started it. */
  startedBefore(next: IChainable): this {
    this.addCatch(next, { errors: [executionExists], resultPath: JsonPath.DISCARD });
    return this;
  }

  orElse(next: IChainable): this {
    this.addCatch(next, { errors: [Errors.ALL], resultPath: '$.failure' });
    return this;
  }

  protected override _renderTask(): object {
    return {
      Resource: `arn:${Aws.PARTITION}:states:::states:startExecution`,
      ...this._renderParametersOrArguments(this.request, QueryLanguage.JSON_PATH),
    };
  }
}
