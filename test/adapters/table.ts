// The ledger's table on the embedded engine, behind one lane of the SDK.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { attendance } from '../../functions/adapters/attendance.ts';
import { type IntakeStore, intakeStore } from '../../functions/adapters/intake-store.ts';
import { ledgerStore } from '../../functions/adapters/ledger-store.ts';
import type { EventOf, EventType, InboundEvent } from '../../functions/contracts/events.ts';
import type { Instant } from '../../functions/contracts/time.ts';
import { withCreditLimit } from '../../functions/domain/overlays.ts';
import { DynamoDbEngine } from '../../lib/local/dynamodb/index.ts';
import { type FaultHook, installFullLane, installLeanLane, type LocalService } from '../../lib/local/sdk.ts';
import { nameOf } from '../../lib/local/template.ts';
import { theTemplate } from '../scenarios/template.ts';

export const lanes = [
  ['lean', installLeanLane],
  ['full', installFullLane],
] as const;
export type Install = (typeof lanes)[number][1];

export interface Options {
  faults?: FaultHook;
  /** Comes before every call; what it throws is the service's answer. */
  before?: (service: LocalService, operation: string, input: object) => void;
}

export interface TestTable {
  engine: DynamoDbEngine;
  client: DynamoDBClient;
  name: string;
}

/** The table as it is synthesized, empty; the lane goes away with the test. */
export async function aTable(install: Install, { faults, before }: Options = {}): Promise<TestTable> {
  const [resource] = (await theTemplate()).ofType('AWS::DynamoDB::GlobalTable');
  if (resource === undefined) throw new Error('the template has no table');
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = resource.properties as Record<string, never>;
  const engine = new DynamoDbEngine();
  const name = nameOf(resource);
  engine.createTable({
    TableName: name,
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
    BillingMode: 'PAY_PER_REQUEST',
  });
  const uninstall = install(
    {
      call: (service, operation, input) => {
        before?.(service, operation, input);
        return engine.call(operation, input);
      },
    },
    faults === undefined ? {} : { faults },
  );
  onTestFinished(uninstall);
  return { engine, client: new DynamoDBClient({ region: 'us-east-1', maxAttempts: 1 }), name };
}

export const NOW = '2026-03-01T01:00:00Z' as Instant;

let serial = 0;
export function anEvent<T extends EventType>(
  type: T,
  detail: EventOf<T>['detail'],
  { id, time = NOW }: { id?: string; time?: string } = {},
): EventOf<T> {
  serial += 1;
  return { id: id ?? `event-${serial}`, type, time, detail } as InboundEvent as EventOf<T>;
}

export function stores(table: TestTable) {
  const config = { timeZones: async () => () => 'Asia/Shanghai', shards: 4 };
  return { store: intakeStore(table), ledger: ledgerStore(table, config), attendance: attendance(table) };
}

export const aCustomerRecord = (more: object = {}) => ({
  customerId: 'C1',
  name: 'Li Wei',
  locale: 'en',
  timeZone: 'Asia/Shanghai',
  phone: '+8613800138000',
  email: 'li.wei@example.com',
  consent: { sms: true, email: true },
  ...more,
});

export const anAccountRecord = (more: object = {}) => ({
  accountId: 'A1',
  customerId: 'C1',
  product: 'pay-later',
  currency: 'CNY',
  creditLimit: 1_000_000,
  openedOn: '2025-01-01' as never,
  ...more,
});

/** A customer with an account, and the stores that know them. */
export async function aLedger(install: Install, options: Options = {}) {
  const table = await aTable(install, options);
  const all = stores(table);
  const customer = anEvent('CustomerUpserted', aCustomerRecord());
  await all.store.customer(customer, NOW, customer.detail);
  await upsertAccount(all.store);
  return { table, ...all };
}

export const upsertAccount = (store: IntakeStore, more: object = {}, at: { id?: string; time?: string } = {}) =>
  store.account(anEvent('AccountUpserted', anAccountRecord(more), at), NOW, withCreditLimit);
