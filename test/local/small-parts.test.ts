import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../lib/local/clock.ts';
import { compilePattern } from '../../lib/local/patterns.ts';
import { Queues } from '../../lib/local/queues.ts';
import { seeded } from '../../lib/local/random.ts';
import { nextDaily } from '../../lib/local/schedules.ts';
import { arnOf, nameOf, Template } from '../../lib/local/template.ts';

describe('an event pattern', () => {
  const cases: [pattern: object, event: unknown, matches: boolean][] = [
    [{ source: ['a', 'b'] }, { source: 'b' }, true],
    [{ source: ['a'] }, { source: 'c' }, false],
    [{ source: ['a'] }, {}, false],
    [{ source: [{ 'anything-but': 'cureflow' }] }, { source: 'lender' }, true],
    [{ source: [{ 'anything-but': 'cureflow' }] }, { source: 'cureflow' }, false],
    [{ source: [{ 'anything-but': ['a', 'b'] }] }, { source: 'b' }, false],
    [{ source: [{ 'anything-but': 'cureflow' }] }, {}, false],
    [{ source: [{ prefix: 'AUDIT#' }] }, { source: 'AUDIT#1' }, true],
    [{ source: [{ prefix: 'AUDIT#' }] }, { source: 'A#AUDIT#' }, false],
    [{ source: [{ prefix: '1' }] }, { source: 1 }, false],
    [{ source: [{ exists: true }] }, { source: null }, true],
    [{ source: [{ exists: false }] }, {}, true],
    [{ detail: { keys: { pk: ['x'] } } }, { detail: { keys: { pk: 'x' } } }, true],
    [{ detail: { keys: { pk: ['x'] } } }, { detail: null }, false],
    [{ source: ['a'], type: ['t'] }, { source: 'a', type: 'u' }, false],
  ];
  test.each(cases)('%j of %j: %j', (pattern, event, matches) => {
    expect(compilePattern(pattern)(event)).toBe(matches);
  });

  test('with what it does not know is refused by name', () => {
    expect(() => compilePattern({ source: [{ cidr: '10.0.0.0/8' }] })).toThrow('the event pattern operator cidr');
    expect(() => compilePattern('all')).toThrow('an event pattern is an object');
  });
});

describe('a daily schedule', () => {
  const next = (expression: string, zone: string, after: string) =>
    new Date(nextDaily(expression, zone, Date.parse(after))).toISOString();

  test.each([
    ['cron(0 9 * * ? *)', 'Asia/Shanghai', '2026-03-01T00:59:59Z', '2026-03-01T01:00:00.000Z'],
    ['cron(0 9 * * ? *)', 'Asia/Shanghai', '2026-03-01T01:00:00Z', '2026-03-02T01:00:00.000Z'],
    ['cron(30 9 * * ? *)', 'UTC', '2026-12-31T23:00:00Z', '2027-01-01T09:30:00.000Z'],
    // Clocks go forward on 29 March and back on 25 October; an hour left out is moved on, one that comes twice comes once.
    ['cron(0 9 * * ? *)', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T07:00:00.000Z'],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T01:30:00.000Z'],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00.000Z'],
  ])('%s in %s after %s comes at %s', (expression, zone, after, at) => {
    expect(next(expression, zone, after)).toBe(at);
  });

  test.each(['rate(1 day)', 'cron(0 9 ? * MON *)', 'cron(0/5 9 * * ? *)'])('%s is refused by name', (expression) => {
    expect(() => nextDaily(expression, 'UTC', 0)).toThrow(expression);
  });
});

describe('random numbers', () => {
  const some = (seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: 2_000 }, random);
  };

  test('are the same for the same seed, and others for another', () => {
    expect(some(7)).toEqual(some(7));
    expect(some(7)).not.toEqual(some(8));
  });

  test('lie between 0 and 1 and spread evenly', () => {
    const numbers = some(1);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const tenths = Map.groupBy(numbers, (number) => Math.floor(number * 10));
    expect([...tenths.values()].every((list) => list.length > 150 && list.length < 250)).toBe(true);
  });
});

describe('a queue', () => {
  type Answer = (bodies: string[]) => { batchItemFailures: { itemIdentifier: string }[] } | null;
  const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:in';
  const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';

  function queues(answer: (records: { messageId: string; body: string }[]) => ReturnType<Answer>) {
    const clock = new VirtualClock(0);
    const all = new Queues(clock);
    const batches: { at: number; bodies: string[] }[] = [];
    all.create({ arn: DEAD, url: 'https://dead', visibilityTimeoutMs: 30_000 });
    all.create({
      arn: QUEUE,
      url: 'https://in',
      visibilityTimeoutMs: 360_000,
      redrive: { targetArn: DEAD, maxReceiveCount: 3 },
    });
    all.consume(QUEUE, {
      batchSize: 2,
      invoke: async (records) => {
        const given = records as { messageId: string; body: string }[];
        batches.push({ at: clock.now() / 1000, bodies: given.map((one) => one.body) });
        return answer(given);
      },
    });
    return { clock, all, batches };
  }

  test('hands out its messages in order, in batches', async () => {
    const { clock, all, batches } = queues(() => null);
    for (const body of ['a', 'b', 'c']) all.send(QUEUE, body);
    await clock.runUntil(0);
    expect(batches).toEqual([
      { at: 0, bodies: ['a', 'b'] },
      { at: 0, bodies: ['c'] },
    ]);
  });

  test('gives back after its time only what failed, and sets it aside when that was too often', async () => {
    const { clock, all, batches } = queues((records) => ({
      batchItemFailures: records.filter((one) => one.body === 'bad').map((one) => ({ itemIdentifier: one.messageId })),
    }));
    for (const body of ['bad', 'good']) all.send(QUEUE, body);
    await clock.runUntil(3_600_000);
    expect(batches).toEqual([
      { at: 0, bodies: ['bad', 'good'] },
      { at: 360, bodies: ['bad'] },
      { at: 720, bodies: ['bad'] },
    ]);
    expect(all.bodies(DEAD)).toEqual(['bad']);
    expect(all.bodies(QUEUE)).toEqual([]);
  });

  test('gives back the whole batch of a function that failed', async () => {
    const { clock, all } = queues(() => {
      throw new Error('no');
    });
    for (const body of ['a', 'b']) all.send(QUEUE, body);
    await clock.runUntil(3_600_000);
    expect(all.bodies(DEAD)).toEqual(['a', 'b']);
  });

  test('takes what comes while it works', async () => {
    const there = queues((records) => {
      if (records[0]?.body === 'a') there.all.send(QUEUE, 'b');
      return null;
    });
    there.all.send(QUEUE, 'a');
    await there.clock.runUntil(0);
    expect(there.batches.map((one) => one.bodies)).toEqual([['a'], ['b']]);
  });

  test('that is not there is told by the name of the error of the service', () => {
    const { all } = queues(() => null);
    expect(() => all.sendTo({ QueueUrl: 'https://gone', MessageBody: 'x' })).toThrow('there is no queue https://gone');
    expect(all.sendTo({ QueueUrl: 'https://dead', MessageBody: 'x' })).toEqual({ MessageId: expect.any(String) });
    expect(all.bodies(DEAD)).toEqual(['x']);
  });
});

describe('a template', () => {
  const template = new Template({
    Resources: {
      Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'cases' } },
      Inbox: { Type: 'AWS::SQS::Queue', Properties: {} },
      Rows: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 'ledger' } },
      Work: { Type: 'AWS::Lambda::Function' },
    },
  });

  test('resolves what CDK emits', () => {
    const value = {
      machine: { Ref: 'Machine' },
      queue: [{ Ref: 'Inbox' }, { 'Fn::GetAtt': ['Inbox', 'Arn'] }],
      table: { Ref: 'Rows' },
      stream: { 'Fn::GetAtt': ['Rows', 'StreamArn'] },
      text: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', { 'Fn::GetAtt': ['Work', 'Arn'] }]] },
      plain: { Ref: 'Machine', and: 1 },
      nothing: null,
    };
    expect(template.resolve(value)).toEqual({
      machine: 'arn:aws:states:us-east-1:000000000000:stateMachine:cases',
      queue: ['https://sqs.us-east-1.amazonaws.com/000000000000/Inbox', 'arn:aws:sqs:us-east-1:000000000000:Inbox'],
      table: 'ledger',
      stream: 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger/stream/local',
      text: 'arn:aws:arn:aws:lambda:us-east-1:000000000000:function:Work',
      plain: { Ref: 'Machine', and: 1 },
      nothing: null,
    });
  });

  test('refuses by name what it does not know', () => {
    expect(() => template.resolve({ Ref: 'Gone' })).toThrow('refers to Gone, which is not in it');
    expect(() => template.resolve({ 'Fn::Select': [0, []] })).toThrow('uses Fn::Select');
    expect(() => template.resolve({ 'Fn::GetAtt': ['Rows', 'TableId'] })).toThrow('reads Rows.TableId');
  });

  test('knows resources by type, and their names and ARNs', () => {
    const [machine] = template.ofType('AWS::StepFunctions::StateMachine');
    expect(machine && [nameOf(machine), arnOf(machine)]).toEqual([
      'cases',
      'arn:aws:states:us-east-1:000000000000:stateMachine:cases',
    ]);
    expect(template.ofType('AWS::EC2::Instance')).toEqual([]);
  });
});
