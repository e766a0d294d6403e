import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Errors,
  IntegrationPattern,
  JsonPath,
  LogLevel,
  type StateMachine,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledgeErrorLog, Machine } from './machine.ts';
import { thisMachine } from './start-execution.ts';
import type { WorkflowFunctions } from './workflow-functions.ts';
import { AssessAndAct, ids } from './workflow-loop.ts';

/** `collections-case`: one execution per case, named after it, from its opening until it is closed. */
export class CaseWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, functions: WorkflowFunctions) {
    super(scope, id);
    const loop = new AssessAndAct(this, 'Loop', { functions, caseMachine: thisMachine, closed: 'Case closed' });
    const machine = new Machine(this, 'Case', {
      name: 'collections-case',
      comment: 'One case: assess, act, wait for the next event or day, until it is closed',
      definition: loop.waitBy(this.awaitNextEvent(loop, functions)),
      invokes: functions.all,
      logLevel: LogLevel.ERROR,
    });
    acknowledgeErrorLog(machine);
    this.stateMachine = machine.stateMachine;
    machine.allow(
      'StartCases',
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
    );
  }

  /** An event wakes the case by its token. A wake-up that is lost is made good by the time-out: nothing waits for ever. */
  private awaitNextEvent(loop: AssessAndAct, { awaitEvent }: WorkflowFunctions): LambdaInvoke {
    const wait = new LambdaInvoke(this, 'Await the next event', {
      lambdaFunction: awaitEvent,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: TaskInput.fromObject({
        ...ids,
        revision: JsonPath.numberAt('$.assessment.revision'),
        waitSeconds: JsonPath.numberAt('$.assessment.waitSeconds'),
        taskToken: JsonPath.taskToken,
      }),
      taskTimeout: Timeout.at('$.assessment.waitSeconds'),
      retryOnServiceExceptions: false,
      resultPath: JsonPath.DISCARD,
    });
    wait.addCatch(loop.assess, { errors: [Errors.TIMEOUT], resultPath: JsonPath.DISCARD });
    return loop.guard(wait);
  }
}
