import { readdirSync, readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { keys } from '../../functions/adapters/keys.ts';
import { ownSource } from '../../lib/infra/intake.ts';
import { entryMetadata } from '../../lib/infra/metadata.ts';
import { deployedText, type Resource, resourcesOf, stack, template } from './synthesized.ts';

interface Statement {
  Condition?: unknown;
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  NotResource?: unknown;
}

interface Filtered {
  FilterCriteria: { Filters: { Pattern: string }[] };
}

/** The calls that functions/ imports from the client of DynamoDB. */
function tableCalls(): string[] {
  const root = new URL('../../functions/', import.meta.url);
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const imports = sources.flatMap((path) => {
    const [, names = ''] =
      /import \{([^}]*)\} from '@aws-sdk\/client-dynamodb'/.exec(readFileSync(new URL(path, root), 'utf8')) ?? [];
    return names.match(/\w+(?=Command\b)/g) ?? [];
  });
  return [...new Set(imports)];
}

const functions = resourcesOf('AWS::Lambda::Function');
const statements = resourcesOf('AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
  (Properties.PolicyDocument as { Statement: Statement[] }).Statement.map((each) => [id, each] as [string, Statement]),
);
const actions = ({ Action }: Statement) => [Action].flat();

describe('every function', () => {
  test('is a use case of its own', () => {
    expect(functions.map(([, { Metadata }]) => Metadata?.[entryMetadata]).sort()).toEqual(
      [
        'advance-case',
        'assess-case',
        'await-event',
        'change-line',
        'gateway-callback',
        'ingest-lines',
        'ingest',
        'opt-out',
        'park-case',
        'plan-day',
        'publish-events',
        'receive-sms',
        'send-notice',
        'sweep-shard',
        'take-delivery',
        'try-waiting',
      ].map((name) => `functions/${name}/handler.ts`),
    );
  });

  test.each(functions)('%s runs on Node 24 and Graviton, and is traced', (_, { Properties }) => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
  });

  test.each(functions)('%s logs to a group of its own that is emptied in time', (_, { Properties }) => {
    const group = deployedText((Properties.LoggingConfig as Record<string, unknown>).LogGroup);
    const [, log] = resourcesOf('AWS::Logs::LogGroup').find(([id]) => group.endsWith(`:${id}`)) ?? [];
    expect(log?.Properties.RetentionInDays).toBe(180);
  });

  test('has a role that no other has', () => {
    const roles = functions.map(([, { Properties }]) => deployedText(Properties.Role));
    expect(new Set(roles).size).toBe(functions.length);
  });

  test('is told no more than it uses', () => {
    const told = (name: string) =>
      functions
        .map(([, { Properties }]) => (Properties.Environment as { Variables: Record<string, unknown> }).Variables)
        .filter((variables) => name in variables)
        .map((variables) => variables.POWERTOOLS_SERVICE_NAME)
        .sort();
    expect(told('SENDER_ADDRESS')).toEqual(['send-notice', 'sweep-shard']);
    expect(told('LENDER_NAME')).toEqual(['opt-out', 'send-notice', 'sweep-shard']);
    expect(told('OPT_OUT_URL')).toEqual(['send-notice', 'sweep-shard']);
    expect(told('OPT_OUT_SECRET_ARN')).toEqual(['opt-out', 'send-notice', 'sweep-shard']);
    expect(told('DELIVERIES_QUEUE_URL')).toEqual(['gateway-callback']);
    expect(told('CASE_MACHINE_ARN')).toEqual([
      'ingest',
      'ingest-lines',
      'receive-sms',
      'sweep-shard',
      'take-delivery',
      'try-waiting',
    ]);
    expect(told('REJECTED_QUEUE_URL')).toEqual([
      'ingest',
      'ingest-lines',
      'receive-sms',
      'take-delivery',
      'try-waiting',
    ]);
    expect(told('BUS_NAME')).toEqual(['publish-events']);
  });
});

describe('every permission', () => {
  test.each(statements)('in %s names its actions', (_, statement) => {
    expect(actions(statement).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('to scan the table is given to nobody', () => {
    expect(statements.filter(([, each]) => actions(each).includes('dynamodb:Scan'))).toEqual([]);
  });

  test('to write a published policy is denied to all who may write', () => {
    const writes = (each: (typeof statements)[number][1]) => actions(each).includes('dynamodb:PutItem');
    const denied = statements.filter(([, each]) => each.Effect === 'Deny' && writes(each));
    const allowed = statements.filter(([, each]) => each.Effect === 'Allow' && writes(each));
    expect(denied.map(([id]) => id).sort()).toEqual(allowed.map(([id]) => id).sort());
    for (const [, { Condition }] of denied)
      expect(Condition).toEqual({ 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['POLICY'] } });
  });

  test('that the code needs to call the table is given to somebody', () => {
    const granted = new Set(statements.flatMap(([, each]) => actions(each)));
    for (const call of tableCalls()) {
      // A transaction needs the permission of each of its writes.
      const needed =
        call === 'TransactWriteItems' ? ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] : [call];
      for (const each of needed) expect(granted).toContain(`dynamodb:${each}`);
    }
  });

  test('to publish to SNS reaches phone numbers and no topic', () => {
    const publishing = statements.filter(([, each]) => actions(each).includes('sns:Publish'));
    expect(publishing.map(([, { NotResource }]) => NotResource)).toEqual(['arn:aws:sns:*:*:*', 'arn:aws:sns:*:*:*']);
  });
});

describe('every bucket', () => {
  const buckets = resourcesOf('AWS::S3::Bucket');
  const policies = resourcesOf('AWS::S3::BucketPolicy').map(([, { Properties }]) => Properties);

  test.each(buckets)('%s is closed to the public, encrypted, and reached over TLS alone', (id, { Properties }) => {
    expect(Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties.BucketEncryption).toBeDefined();
    const documents = policies
      .filter(({ Bucket }) => deployedText(Bucket).endsWith(id))
      .map((one) => one.PolicyDocument);
    expect((documents as { Statement: object[] }[]).flatMap((one) => one.Statement)).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  test('keeps no file for ever', () => {
    for (const [, { Properties }] of buckets) expect(JSON.stringify(Properties.LifecycleConfiguration)).toMatch(/Days/);
  });

  test('of events is under our key, keeps versions, logs who reads it, and tells of what comes', () => {
    const told = buckets.filter(([, { Properties }]) => Properties.NotificationConfiguration !== undefined);
    expect(told.map(([, { Properties }]) => Properties)).toEqual([
      expect.objectContaining({
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        VersioningConfiguration: { Status: 'Enabled' },
        LoggingConfiguration: expect.anything(),
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: expect.objectContaining({ SSEAlgorithm: 'aws:kms' }),
            },
          ],
        },
      }),
    ]);
  });
});

describe('every queue', () => {
  const queues = resourcesOf('AWS::SQS::Queue');
  const redriven = (queue: Resource) => queue.Properties.RedrivePolicy as { deadLetterTargetArn: unknown } | undefined;

  test.each(queues)('%s is encrypted with our key', (_, { Properties }) => {
    expect(deployedText(Properties.KmsMasterKeyId)).toMatch(/^arn:aws:kms:/);
  });

  test.each(queues)('%s has a dead-letter queue, or is one and keeps for 14 days', (_, queue) => {
    if (redriven(queue) === undefined) expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    else expect(deployedText(redriven(queue)?.deadLetterTargetArn)).toMatch(/Rejected|Untaken/);
  });

  test('is watched, when it is a dead-letter queue', () => {
    const watched = JSON.stringify(resourcesOf('AWS::CloudWatch::Alarm'));
    for (const [id] of queues.filter(([, queue]) => redriven(queue) === undefined)) expect(watched).toContain(id);
  });
});

test('everything that others put on the bus comes in, and what cannot be delivered is kept', () => {
  const [[, rule] = []] = resourcesOf('AWS::Events::Rule');
  expect(rule?.Properties).toMatchObject({
    EventPattern: { source: [{ 'anything-but': [ownSource] }] },
    Targets: [{ DeadLetterConfig: { Arn: expect.anything() } }],
  });
  expect(rule?.Properties.EventPattern).not.toHaveProperty('detail-type');
});

test('events are published from new audit entries, and kept when that fails', () => {
  const mappings = resourcesOf('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
  const stream = mappings.find(({ StartingPosition }) => StartingPosition !== undefined);
  expect(stream).toMatchObject({
    BatchSize: 100,
    BisectBatchOnFunctionError: true,
    DestinationConfig: { OnFailure: { Destination: expect.anything() } },
  });
  const [{ Pattern } = { Pattern: '{}' }] = (stream as unknown as Filtered).FilterCriteria.Filters;
  const { eventName, dynamodb } = JSON.parse(Pattern);
  expect(eventName).toEqual(['INSERT']);
  const [{ prefix }] = dynamodb.Keys.pk.S;
  expect(keys.audit('account', '2026-03-01T00:00:00Z', '1').pk.startsWith(prefix)).toBe(true);
  expect(keys.account('account').pk.startsWith(prefix)).toBe(false);
});

test('a batch of events fails one by one', () => {
  for (const [, { Properties }] of resourcesOf('AWS::Lambda::EventSourceMapping')) {
    expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  }
});

test('the table is protected, encrypted with a key of ours and recoverable', () => {
  const [[, table] = []] = resourcesOf('AWS::DynamoDB::GlobalTable');
  expect(table?.DeletionPolicy).toBe('Retain');
  expect(table?.Properties).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    Replicas: [
      {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { KMSMasterKeyId: expect.anything() },
      },
    ],
  });
});

test('accounts that are due are found by shard and day', () => {
  const [[, table] = []] = resourcesOf('AWS::DynamoDB::GlobalTable');
  expect(table?.Properties.GlobalSecondaryIndexes).toEqual([
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'lookOn', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ]);
});

test.each(resourcesOf('AWS::KMS::Key'))('the key %s is rotated', (_, { Properties }) => {
  expect(Properties.EnableKeyRotation).toBe(true);
});

test.each(resourcesOf('AWS::SNS::Topic'))('the topic %s is encrypted', (_, { Properties }) => {
  expect(Properties.KmsMasterKeyId).toBeDefined();
});

test.each(resourcesOf('AWS::StepFunctions::StateMachine'))(
  'the machine %s is traced and logged without its data',
  (_, { Properties }) => {
    expect(Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { IncludeExecutionData: false },
    });
  },
);

test.each(resourcesOf('AWS::CloudWatch::Alarm'))(
  'the alarm %s says its impact and where the runbook is, and tells somebody',
  (_, { Properties }) => {
    expect(Properties.AlarmDescription).toMatch(/^Impact: .+\. Runbook: [A-Z].+$/);
    expect(Properties.AlarmActions).toHaveLength(1);
  },
);

test('a sweep that stays away is an alarm', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ExecutionsSucceeded',
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 26,
    Period: 3600,
    TreatMissingData: 'breaching',
  });
});

describe('cdk-nag', () => {
  test('finds nothing that is not acknowledged', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(stack);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });

  test('would find a queue without encryption in transit', () => {
    const other = new Stack(new App(), 'Other');
    new Queue(other, 'Queue');
    const { violations } = new AwsSolutionsChecks().validateScope(other);
    expect(violations.map(({ ruleName }) => ruleName)).toContain('AwsSolutions-SQS4');
  });
});
