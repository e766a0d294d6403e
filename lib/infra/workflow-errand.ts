import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogLevel, type StateMachine, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeErrorLog, Machine } from './machine.ts';
import type { WorkflowFunctions } from './workflow-functions.ts';
import { AssessAndAct } from './workflow-loop.ts';

export interface ErrandWorkflowProps {
  readonly functions: WorkflowFunctions;
  readonly caseMachine: StateMachine;
}

/** `account-errand`: the same loop for an account that has something to be done but no case that runs. */
export class ErrandWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { functions, caseMachine }: ErrandWorkflowProps) {
    super(scope, id);
    const loop = new AssessAndAct(this, 'Loop', {
      functions,
      caseMachine: caseMachine.stateMachineArn,
      closed: 'Errand done',
    });
    const wait = new Wait(this, 'Wait until then', { time: WaitTime.secondsPath('$.assessment.waitSeconds') });
    const machine = new Machine(this, 'Errand', {
      name: 'account-errand',
      comment: 'An account without a running case: assess, act, wait, until nothing is left to do',
      definition: loop.waitBy(wait),
      invokes: functions.all.filter((each) => each !== functions.awaitEvent),
      logLevel: LogLevel.ERROR,
    });
    acknowledgeErrorLog(machine);
    this.stateMachine = machine.stateMachine;
    machine.allow(
      'StartCases',
      new PolicyStatement({
        actions: ['states:StartExecution'],
        // Its own: an errand that grows old continues as a new one.
        resources: [caseMachine.stateMachineArn, this.stateMachine.stateMachineArn],
      }),
    );
  }
}
