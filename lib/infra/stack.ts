import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import type { CureflowConfig } from './config.ts';
import { EventDrop } from './event-drop.ts';
import { Feedback } from './feedback.ts';
import { Intake } from './intake.ts';
import { Keys } from './keys.ts';
import { LedgerTable } from './ledger-table.ts';
import { Messaging } from './messaging.ts';
import { OptOut } from './opt-out.ts';
import { Outbox } from './outbox.ts';
import { Schedules } from './schedules.ts';
import { CaseWorkflow } from './workflow-case.ts';
import { ErrandWorkflow } from './workflow-errand.ts';
import { WorkflowFunctions } from './workflow-functions.ts';
import { SweepWorkflow } from './workflow-sweep.ts';
import { WaitingWorkflow } from './workflow-waiting.ts';

/** All of cureflow in one account and region. */
export class CureflowStack extends Stack {
  constructor(scope: Construct, id: string, { region, sweeps, mappings, shards, ...sending }: CureflowConfig) {
    super(scope, id, {
      env: { region },
      description: 'Reminders, collections and credit repair for consumer credit lines',
    });
    const keys = new Keys(this, 'Keys');
    const ledger = new LedgerTable(this, 'Ledger', keys.ledger);
    const optOut = new OptOut(this, 'OptOut', { key: keys.transit, ledger, lender: sending.lender });
    const messaging = new Messaging(this, 'Messaging', { key: keys.transit, optOut, ...sending });

    const functions = new WorkflowFunctions(this, 'Workflow', { ledger, messaging, shards });
    const { stateMachine: caseMachine } = new CaseWorkflow(this, 'Cases', functions);
    const { stateMachine: errandMachine } = new ErrandWorkflow(this, 'Errands', { functions, caseMachine });
    const { stateMachine: sweepMachine, planDay } = new SweepWorkflow(this, 'Sweeps', {
      ledger,
      messaging,
      caseMachine,
      errandMachine,
      shards,
    });

    const { unstarted } = new Schedules(this, 'Schedules', { key: keys.transit, sweeps, sweepMachine });
    const { bus, rejected } = new Intake(this, 'Intake', {
      key: keys.transit,
      ledger,
      caseMachine,
      errandMachine,
      shards,
    });
    const { stateMachine: waitingMachine } = new WaitingWorkflow(this, 'Waiting', {
      ledger,
      caseMachine,
      errandMachine,
      shards,
      rejected,
      unstarted,
    });
    const drop = new EventDrop(this, 'EventDrop', {
      key: keys.transit,
      mappings,
      ledger,
      caseMachine,
      errandMachine,
      shards,
      rejected,
    });
    const feedback = new Feedback(this, 'Feedback', {
      key: keys.transit,
      ledger,
      caseMachine,
      errandMachine,
      shards,
      messaging,
      rejected,
    });
    const { unpublished } = new Outbox(this, 'Outbox', { key: keys.transit, ledger, bus });
    const alarms = new Alarms(this, 'Alarms', {
      key: keys.transit,
      caseMachine,
      errandMachine,
      sweepMachine,
      waitingMachine,
      planDay,
      dropMachine: drop.stateMachine,
      rejected,
      unpublished,
      unstarted,
      untaken: feedback.untaken,
    });

    new CfnOutput(this, 'BusName', { value: bus.eventBusName, description: 'Where the lender puts events' });
    new CfnOutput(this, 'DropBucketName', { value: drop.bucket.bucketName, description: 'Where files of events go' });
    new CfnOutput(this, 'TableName', { value: ledger.table.tableName });
    new CfnOutput(this, 'RejectedQueueUrl', { value: rejected.queueUrl });
    if (messaging.gatewaySecret !== undefined) {
      const description = 'What the SMS gateway and cureflow sign with';
      new CfnOutput(this, 'SmsGatewaySecretArn', { value: messaging.gatewaySecret.secretArn, description });
    }
    if (feedback.callbackUrl !== undefined) {
      const description = 'Where the SMS gateway posts what became of messages, and replies';
      new CfnOutput(this, 'SmsCallbackUrl', { value: feedback.callbackUrl, description });
    }
    new CfnOutput(this, 'InboundSmsTopicArn', {
      value: feedback.replies.topicArn,
      description: 'Where two-way SMS puts what borrowers write back',
    });
    new CfnOutput(this, 'SmsLogRoleArn', {
      value: feedback.smsLogRole.roleArn,
      description: 'With which SNS logs the delivery of text messages',
    });
    new CfnOutput(this, 'AlarmTopicArn', { value: alarms.topic.topicArn, description: 'Subscribe operations to it' });
  }
}
