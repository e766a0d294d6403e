import { Duration, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import {
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  LogLevel,
  type StateMachine,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { type IntakeFunctionProps, intakeFunction } from './intake-functions.ts';
import { Machine } from './machine.ts';
import type { EncryptedQueue } from './queues.ts';
import { whenServiceRefuses } from './retries.ts';

export interface WaitingWorkflowProps extends IntakeFunctionProps {
  /** For what the scheduler could not start. */
  readonly unstarted: EncryptedQueue;
}

/** `waiting-events`: once a day, tries the events again that name something not known yet, and gives up the old ones. */
export class WaitingWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: WaitingWorkflowProps) {
    super(scope, id);
    const tryWaiting = intakeFunction(this, 'TryWaiting', {
      ...props,
      useCase: 'try-waiting',
      description: 'Tries waiting events again, one page at a time, and rejects those whose time is over',
      timeout: Duration.minutes(5),
    });
    props.ledger.grantQueryDue(tryWaiting);
    const machine = new Machine(this, 'Waiting', {
      name: 'waiting-events',
      comment: 'One day: events that wait for what they name, page by page',
      definition: this.definition(tryWaiting),
      invokes: [tryWaiting],
      logLevel: LogLevel.ALL,
    });
    this.stateMachine = machine.stateMachine;
    this.everyDay(props.unstarted);
  }

  /** 200 events a page and some 5 history events: a million of them stay within the 25,000 of an execution. */
  private definition(lambdaFunction: IFunction): IChainable {
    const page = new LambdaInvoke(this, 'Try the events that wait', {
      lambdaFunction,
      payload: TaskInput.fromObject({ next: JsonPath.stringAt('$.next') }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    });
    page.addRetry(whenServiceRefuses);
    return page.next(
      new Choice(this, 'Do more wait?')
        .when(Condition.isString('$.next'), page)
        .otherwise(new Succeed(this, 'All were looked at')),
    );
  }

  /** Before the sweeps of most: what is taken now counts today. */
  private everyDay(unstarted: EncryptedQueue): void {
    const role = new Role(this, 'ScheduleRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    unstarted.grantSend(role);
    new Schedule(this, 'Daily', {
      scheduleName: 'waiting-events',
      description: 'Daily look at the events that wait for what they name',
      schedule: ScheduleExpression.cron({ hour: '0', minute: '30', timeZone: TimeZone.ETC_UTC }),
      target: new StepFunctionsStartExecution(this.stateMachine, {
        role,
        input: ScheduleTargetInput.fromObject({ next: null }),
        deadLetterQueue: unstarted,
        retryAttempts: 10,
        maxEventAge: Duration.hours(6),
      }),
    });
  }
}
