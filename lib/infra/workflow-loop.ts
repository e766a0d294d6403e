import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Errors,
  Fail,
  type IChainable,
  type INextable,
  JsonPath,
  Pass,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { errorNames } from '../../functions/contracts/errors.ts';
import type { decisionKinds } from '../../functions/contracts/workflow.ts';
import { whenServiceRefuses } from './retries.ts';
import { StartExecution, thisMachine } from './start-execution.ts';
import type { WorkflowFunctions } from './workflow-functions.ts';

/** Whose execution it is: what every payload begins with. */
export const ids = { accountId: JsonPath.stringAt('$.accountId'), caseId: JsonPath.stringAt('$.caseId') };

export interface LoopProps {
  readonly functions: WorkflowFunctions;
  /** ARN of the machine that runs a case which begins here. */
  readonly caseMachine: string;
  /** The name of the state in which an execution with nothing left to do ends. */
  readonly closed: string;
}

/** What cases and errands share: assess, do the one thing that is due, assess again. They differ in how they wait. */
export class AssessAndAct extends Construct {
  readonly assess: LambdaInvoke;
  private readonly props: LoopProps;
  private readonly park: IChainable;

  constructor(scope: Construct, id: string, props: LoopProps) {
    super(scope, id);
    this.props = props;
    this.park = this.parkTheCase();
    this.assess = new LambdaInvoke(this, 'Assess the case', {
      lambdaFunction: props.functions.assessCase,
      payload: TaskInput.fromObject({ ...ids, startedAt: JsonPath.executionStartTime }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath: '$.assessment',
    });
    this.assess.addRetry(whenServiceRefuses).addCatch(this.park, { errors: [Errors.ALL], resultPath: '$.failure' });
  }

  /** The whole chain, given what is done until the next look. */
  waitBy(wait: INextable): IChainable {
    const due = this.whatIsDue(wait);
    const grownOld = new Choice(this, 'Has the execution grown old?')
      .when(Condition.booleanEquals('$.assessment.grownOld', true), this.continueAsNew())
      .otherwise(due);
    return this.assess.next(grownOld);
  }

  /** A step that may find the ledger moved on, then assesses again; what nobody planned for is parked. */
  guard(step: LambdaInvoke): LambdaInvoke {
    step
      .addRetry(whenServiceRefuses)
      .addCatch(this.assess, { errors: [errorNames.ledgerMoved], resultPath: JsonPath.DISCARD })
      .addCatch(this.park, { errors: [Errors.ALL], resultPath: '$.failure' });
    return step;
  }

  private whatIsDue(wait: INextable): Choice {
    const { functions } = this.props;
    const sendNotice = this.act('Send the notice', functions.sendNotice);
    const changeLine = this.act('Change the line', functions.changeLine);
    const advance = this.act('Advance the case', functions.advanceCase, '$.advanced');
    const newCase = new Choice(this, 'Does a new case begin?')
      .when(Condition.isString('$.advanced.startCase'), this.startNewCase().next(this.assess))
      .otherwise(this.assess);

    return new Choice(this, 'What is due?')
      .when(decided('notice'), sendNotice.next(this.assess))
      .when(decided('line'), changeLine.next(this.assess))
      .when(decided('case'), advance.next(newCase))
      .when(decided('wait'), wait.next(this.assess))
      .when(decided('done'), new Succeed(this, this.props.closed));
  }

  private act(name: string, lambdaFunction: IFunction, resultPath: string = JsonPath.DISCARD): LambdaInvoke {
    const step = new LambdaInvoke(this, name, {
      lambdaFunction,
      payload: TaskInput.fromObject({ ...ids, act: JsonPath.stringAt('$.assessment.act') }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath,
    });
    return this.guard(step);
  }

  private startNewCase(): StartExecution {
    const start = new StartExecution(this, 'Start the new case', {
      machineArn: this.props.caseMachine,
      name: JsonPath.stringAt('$.advanced.executionName'),
      input: { accountId: ids.accountId, caseId: JsonPath.stringAt('$.advanced.startCase') },
    });
    return start.startedBefore(this.assess).orElse(this.park);
  }

  /**
   * An execution holds 25,000 events and lives a year; the ledger, not the history, is what its successor needs.
   * Successors are named after the first of them: `<name>--2`, `<name>--3`.
   */
  private continueAsNew(): IChainable {
    const continued = new Succeed(this, 'Continued by a new execution');
    const number = JsonPath.mathAdd(JsonPath.numberAt('$.continues.number'), 1);
    const start = new StartExecution(this, 'Continue as a new execution', {
      machineArn: thisMachine,
      name: JsonPath.format('{}--{}', JsonPath.stringAt('$.continues.name'), number),
      input: { ...ids, continues: { name: JsonPath.stringAt('$.continues.name'), number } },
    });
    const first = new Pass(this, 'Count it as the first', {
      parameters: { name: JsonPath.stringAt('$$.Execution.Name'), number: 1 },
      resultPath: '$.continues',
    });
    return new Choice(this, 'Does it continue another?')
      .when(Condition.isPresent('$.continues'), start.startedBefore(continued).orElse(this.park).next(continued))
      .otherwise(first.next(start));
  }

  private parkTheCase(): IChainable {
    const parked = new Fail(this, 'Parked for an operator', {
      errorPath: '$.failure.Error',
      cause: 'Nobody planned for this error; the case is marked in the ledger. Runbook: A case is parked',
    });
    const park = new LambdaInvoke(this, 'Park the case', {
      lambdaFunction: this.props.functions.parkCase,
      payload: TaskInput.fromObject({
        ...ids,
        error: JsonPath.stringAt('$.failure.Error'),
        execution: JsonPath.stringAt('$$.Execution.Id'),
      }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath: JsonPath.DISCARD,
    });
    // Not even parked: the failed execution alone tells of it.
    park.addRetry(whenServiceRefuses).addCatch(parked, { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
    return park.next(parked);
  }
}

const decided = (kind: (typeof decisionKinds)[number]) => Condition.stringEquals('$.assessment.decision', kind);
