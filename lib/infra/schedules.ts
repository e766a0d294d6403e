import { Duration, TimeZone } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EncryptedQueue } from './queues.ts';
import type { Sweep } from './sweeps.ts';

export interface SchedulesProps {
  readonly key: IKey;
  readonly sweeps: readonly Sweep[];
  readonly sweepMachine: StateMachine;
}

/** Starts each product's sweep, every day, by the clock of the product. */
export class Schedules extends Construct {
  readonly unstarted: EncryptedQueue;

  constructor(scope: Construct, id: string, { key, sweeps, sweepMachine }: SchedulesProps) {
    super(scope, id);
    this.unstarted = new EncryptedQueue(this, 'Unstarted', { key });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    // The scheduler leaves what it could not start with this role, so the role needs the queue's key too.
    this.unstarted.grantSend(role);
    for (const { product, sweepAt, timeZone } of sweeps) {
      const [hour = 0, minute = 0] = sweepAt.split(':').map(Number);
      new Schedule(this, product, {
        scheduleName: `sweep-${product}`.slice(0, 64),
        description: `Daily sweep of ${product} at ${sweepAt} in ${timeZone}`,
        schedule: ScheduleExpression.cron({
          // "24:00", the end of a day, is the first minute of the next.
          hour: String(hour % 24),
          minute: String(minute),
          timeZone: TimeZone.of(timeZone),
        }),
        target: new StepFunctionsStartExecution(sweepMachine, {
          role,
          input: ScheduleTargetInput.fromObject({ product }),
          deadLetterQueue: this.unstarted,
          retryAttempts: 10,
          maxEventAge: Duration.hours(6),
        }),
      });
    }
  }
}
