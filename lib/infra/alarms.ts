import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { metricsNamespace } from './functions.ts';

export interface AlarmsProps {
  readonly key: IKey;
  readonly caseMachine: StateMachine;
  readonly errandMachine: StateMachine;
  readonly sweepMachine: StateMachine;
  readonly waitingMachine: StateMachine;
  readonly planDay: IFunction;
  readonly dropMachine: StateMachine;
  readonly rejected: IQueue;
  readonly unpublished: IQueue;
  readonly unstarted: IQueue;
  readonly untaken: IQueue;
}

interface AlarmProps {
  /** What it means for borrowers and the lender while it lasts. */
  readonly impact: string;
  /** A heading of docs/runbook.md. */
  readonly runbook: string;
  readonly metric: IMetric;
}

/** What operations are woken for: failure, and success that stays away. Subscribe to the topic. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'cureflow alarms', masterKey: props.key, enforceSSL: true });
    this.topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
    this.workflows(props);
    this.intake(props);
    this.sending(props.planDay);
    this.queues(props);
  }

  private workflows({ caseMachine, errandMachine, sweepMachine }: AlarmsProps): void {
    this.whenAny('CasesFail', {
      impact: 'A parked case sends nothing and changes no limit until somebody looks at it.',
      runbook: 'A case is parked',
      metric: failures(caseMachine),
    });
    this.whenAny('ErrandsFail', {
      impact: 'A notice or a repair step outside a running case is not carried out.',
      runbook: 'A case is parked',
      metric: failures(errandMachine),
    });
    this.whenAny('SweepFails', {
      impact: 'Some accounts got no reminder today, and cases that should have opened have not.',
      runbook: 'The daily sweep failed',
      metric: failures(sweepMachine),
    });
    this.add('SweepMissing', {
      impact: 'No account was looked at for more than a day: no reminders, no new cases, no lost case repaired.',
      runbook: 'The daily sweep did not run',
      metric: sweepMachine.metricSucceeded({ period: Duration.hours(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      // A day, and two hours for the sweep itself and a change of the clocks.
      evaluationPeriods: 26,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private intake({ waitingMachine, dropMachine }: AlarmsProps): void {
    this.whenAny('DropFails', {
      impact: 'Part of a file of events is not in the ledger; borrowers who have paid may be dunned.',
      runbook: 'A dropped file was not taken',
      metric: failures(dropMachine),
    });
    const impact = 'Events that wait for what they name are neither tried again nor rejected: nobody hears of them.';
    const runbook = 'Waiting events were not looked at';
    this.whenAny('WaitingFails', { impact, runbook, metric: failures(waitingMachine) });
    this.add('WaitingMissing', {
      impact,
      runbook,
      metric: waitingMachine.metricSucceeded({ period: Duration.hours(1) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 26,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private sending(planDay: IFunction): void {
    this.whenAny('SendingExceeds', {
      impact:
        'More messages fall due today or tomorrow than the rates carry in the contact window: the last ones go out a day late, and reminders whose due day has passed by then not at all.',
      runbook: 'A day has more messages than it can carry',
      metric: planned('SendingExceedsWindow'),
    });
    this.whenAny('PlanningFails', {
      impact:
        'The messages of a day are not spread: those that the providers throttle are tried again until they pass.',
      runbook: 'A day could not be planned',
      metric: planDay.metricErrors({ period }),
    });
    this.whenAny('QuietDaysEnd', {
      impact:
        'In less than 30 days the calendar of holidays and weekends ends: from then on borrowers may be written to on days of rest.',
      runbook: 'A calendar of quiet days ends',
      metric: planned('QuietDaysEnd'),
    });
  }

  private queues({ rejected, unpublished, unstarted, untaken }: AlarmsProps): void {
    this.whenAny('EventsRejected', {
      impact: 'What these events say (payments among them) is not in the ledger; borrowers may be dunned wrongly.',
      runbook: 'Events were rejected',
      metric: waiting(rejected),
    });
    this.whenAny('EventsUnpublished', {
      impact: 'The lender’s systems have not heard of what was done: limits there may differ from ours.',
      runbook: 'Events were not published',
      metric: waiting(unpublished),
    });
    this.whenAny('FeedbackUntaken', {
      impact: 'Borrowers who wrote STOP may be written to again, and a notice that nobody got may count as sent.',
      runbook: 'Word of providers or borrowers was not taken',
      metric: waiting(untaken),
    });
    this.whenAny('SweepUnstarted', {
      impact: 'One product’s sweep was not started today.',
      runbook: 'The daily sweep did not run',
      metric: waiting(unstarted),
    });
  }

  private whenAny(id: string, props: AlarmProps): void {
    this.add(id, {
      ...props,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private add(
    id: string,
    {
      impact,
      runbook,
      ...condition
    }: AlarmProps & {
      threshold: number;
      comparisonOperator: ComparisonOperator;
      evaluationPeriods: number;
      treatMissingData: TreatMissingData;
    },
  ): void {
    const alarm = new Alarm(this, id, { ...condition, alarmDescription: `Impact: ${impact} Runbook: ${runbook}` });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}

const period = Duration.minutes(5);

/** Executions that ended in any way but success; one that continues as a new execution has succeeded. */
function failures(machine: StateMachine): IMetric {
  return new MathExpression({
    expression: 'failed + timedOut + aborted',
    label: 'executions without success',
    period,
    usingMetrics: {
      failed: machine.metricFailed({ period }),
      timedOut: machine.metricTimedOut({ period }),
      aborted: machine.metricAborted({ period }),
    },
  });
}

/** What plan-day measures, functions/adapters/day-metrics.ts. */
const planned = (metricName: string): IMetric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: 'plan-day' },
    period,
    statistic: 'Maximum',
  });

const waiting = (queue: IQueue) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' });
