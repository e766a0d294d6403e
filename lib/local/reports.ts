// What a run leaves behind: files of one JSON object a line, in time order. DESIGN section 5.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { waitingPk } from '../../functions/adapters/keys.ts';
import { readRejected } from '../../functions/adapters/rejected-queue.ts';
import { type WaitingEvent, waitingEvent } from '../../functions/adapters/waiting-store.ts';
import { normalInstant } from '../../functions/contracts/time.ts';
import type { AuditEntry } from '../../functions/domain/changes.ts';
import type { Case, Notice } from '../../functions/domain/ledger.ts';
import type { LocalWorld } from './world.ts';

export interface Rejected {
  source: string;
  line?: number;
  id?: string;
  reason: string;
  event: unknown;
}

export interface Reports {
  messages: object[];
  limits: object[];
  cases: object[];
  executions: object[];
  events: object[];
  rejected: Rejected[];
  summary: Record<string, unknown>;
}

interface Ledger {
  heads: Map<string, { accountId: string; customerId: string; product: string; line: { status: string } }>;
  cases: Case[];
  notices: Map<string, Notice>;
  audits: AuditEntry[];
  waiting: WaitingEvent[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every item of the table that a report needs. */
export function readLedger(world: LocalWorld): Ledger {
  const ledger: Ledger = { heads: new Map(), cases: [], notices: new Map(), audits: [], waiting: [] };
  const audits: { sk: string; entry: AuditEntry }[] = [];
  let start: object | undefined;
  do {
    const page = world.table.call('Scan', {
      TableName: world.tableName,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    }) as { Items?: Record<string, never>[]; LastEvaluatedKey?: object };
    for (const item of page.Items ?? []) {
      const { pk, sk } = item as unknown as { pk: { S: string }; sk: { S: string } };
      if (pk.S.startsWith('AUDIT#C#')) continue;
      if (pk.S.startsWith('AUDIT#')) audits.push({ sk: `${sk.S} ${pk.S}`, entry: unmarshall(item) as AuditEntry });
      else if (pk.S.startsWith(waitingPk(''))) ledger.waiting.push(waitingEvent(item));
      else if (sk.S.startsWith('CASE#')) ledger.cases.push(unmarshall(item) as Case);
      else if (sk.S.startsWith('NOTICE#')) {
        const notice = unmarshall(item) as Notice;
        ledger.notices.set(notice.noticeId, notice);
      } else if (sk.S === 'ACCOUNT') {
        const head = unmarshall(item) as Ledger['heads'] extends Map<string, infer H> ? H : never;
        ledger.heads.set(head.accountId, head);
      }
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  ledger.cases.sort((a, b) => byText(a.openedAt, b.openedAt) || byText(a.caseId, b.caseId));
  ledger.audits = audits.sort((a, b) => byText(a.sk, b.sk)).map((one) => one.entry);
  return ledger;
}

const at = (epochMs: number): string => normalInstant(epochMs);

export function reportsOf(world: LocalWorld, sourceOf: SourceOf): Reports {
  const ledger = readLedger(world);
  const messages = messageLines(world, ledger);
  const limits = limitLines(ledger);
  const cases = ledger.cases.map(caseLine);
  const executions = executionLines(world);
  const rejected = [...rejectedLines(world, sourceOf), ...waitingLines(ledger, sourceOf)];
  const events = world.published.map((one) => one.event as object);
  return {
    messages,
    limits,
    cases,
    executions,
    events,
    rejected,
    summary: summaryOf(world, ledger, { messages, limits, cases, executions, rejected, events }),
  };
}

function messageLines(world: LocalWorld, { notices }: Ledger): object[] {
  return world.outbox.messages.map((message) => {
    const notice = notices.get(message.noticeId);
    return {
      time: at(message.at),
      customerId: notice?.customerId,
      accountId: notice?.accountId,
      obligationId: notice?.obligationId,
      caseId: notice?.caseId,
      kind: notice?.kind,
      tier: notice?.tier,
      offset: notice?.offset,
      channel: message.channel,
      ...(message.via === undefined ? {} : { via: message.via }),
      locale: notice?.locale,
      to: message.to,
      status: notice === undefined ? undefined : outcomeOf(notice),
      noticeId: message.noticeId,
      ...(message.subject === undefined ? {} : { subject: message.subject }),
      text: message.text,
      ...(message.html === undefined ? {} : { html: message.html }),
    };
  });
}

/** A claim that nothing was recorded for: whether the message went out nobody knows until the provider tells. */
const outcomeOf = ({ status }: Notice): string => (status === 'claimed' ? 'unknown' : status);

function limitLines({ audits }: Ledger): object[] {
  return audits.flatMap(({ accountId, caseId, at: time, line }) => {
    if (line === undefined) return [];
    const { action, actionId, step, from, to, reason, noticeId } = line;
    return [
      {
        time,
        accountId,
        caseId: caseId ?? null,
        action,
        actionId,
        step,
        from: lineOf(from),
        to: lineOf(to),
        reason,
        noticeId,
      },
    ];
  });
}

const lineOf = ({ status, limit }: { status: string; limit: number }) => ({ status, limit });

function caseLine(record: Case): object {
  const tiers = Object.entries(record.tiers).sort(([, a], [, b]) => byText(a.at, b.at));
  const named = (test: (status: string) => boolean) => tiers.filter(([, one]) => test(one.status)).map(([id]) => id);
  const { caseId, accountId, firstDelinquentOn, openedOn, closedOn, state, outcome, policyVersion } = record;
  return {
    caseId,
    accountId,
    firstDelinquentOn,
    openedOn,
    curedOn: record.cure?.on,
    closedOn,
    state,
    outcome,
    tiersDone: named((status) => status !== 'skipped'),
    tiersUndelivered: named((status) => status === 'undelivered'),
    tiersSkipped: named((status) => status === 'skipped'),
    policyVersion,
    riskTier: record.riskTier,
    terminal: record.terminal?.kind,
    undeliverable: record.undeliverable === undefined ? undefined : true,
  };
}

function executionLines(world: LocalWorld): object[] {
  return [...world.machines.executions()].map((one) => ({
    executionArn: one.executionArn,
    stateMachine: one.stateMachineName,
    name: one.name,
    status: one.status,
    startDate: at(one.startDate.getTime()),
    stopDate: one.stopDate === undefined ? undefined : at(one.stopDate.getTime()),
    error: one.error,
    states: one.states,
  }));
}

/** Rejected events as the intake set them aside; one that failed too often lies there as the queue gave it up. */
function rejectedLines(world: LocalWorld, sourceOf: SourceOf): Rejected[] {
  const bodies = world.rejectedQueues.flatMap((arn) => world.queues.bodies(arn));
  return bodies.map((body) => {
    const { id, reason, event, ...place } = readRejected(body);
    return { ...placeOf(place, id, sourceOf), ...(id === undefined ? {} : { id }), reason, event };
  });
}

type SourceOf = (eventId: string) => { source: string; line?: number };

interface Place {
  source?: string | undefined;
  line?: number | undefined;
}

/** The file it was dropped in, or the one of the command line. */
function placeOf({ source, line }: Place, id: string | undefined, sourceOf: SourceOf) {
  if (source !== undefined) return { source, ...(line === undefined ? {} : { line }) };
  return id === undefined ? { source: 'bus' } : sourceOf(id);
}

/** Not rejected yet, but not taken either: they are in no other file. */
function waitingLines({ waiting }: Ledger, sourceOf: SourceOf): Rejected[] {
  const inOrder = waiting.toSorted((a, b) => byText(a.time, b.time) || byText(a.eventId, b.eventId));
  return inOrder.map(({ eventId: id, reason, envelope, ...place }) => ({
    ...placeOf(place, id, sourceOf),
    id,
    reason: `${reason}; it still waits for it`,
    event: envelope,
  }));
}

function tally(lines: readonly object[], key: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const value = (line as Record<string, unknown>)[key];
    if (typeof value === 'string') counts[value] = (counts[value] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => byText(a, b)));
}

function summaryOf(
  world: LocalWorld,
  ledger: Ledger,
  lines: Record<string, readonly object[]>,
): Record<string, unknown> {
  const { messages = [], limits = [], cases = [], executions = [], rejected = [], events = [] } = lines;
  const { readUnits, writeUnits, calls } = world.table.usage;
  return {
    accounts: ledger.heads.size,
    lines: tally(
      [...ledger.heads.values()].map((head) => head.line),
      'status',
    ),
    messages: {
      total: messages.length,
      byKind: tally(messages, 'kind'),
      byChannel: tally(messages, 'channel'),
      byStatus: tally(messages, 'status'),
    },
    limits: { total: limits.length, byAction: tally(limits, 'action'), byReason: tally(limits, 'reason') },
    cases: { total: cases.length, byState: tally(cases, 'state'), byOutcome: tally(cases, 'outcome') },
    executions: {
      total: executions.length,
      byMachine: tally(executions, 'stateMachine'),
      byStatus: tally(executions, 'status'),
    },
    events: { total: events.length, byType: tally(events, 'type') },
    rejected: rejected.length,
    stateTransitions: world.machines.transitions,
    lambdaInvocations: world.functions.invocations,
    dynamoDb: { readUnits, writeUnits, calls },
  };
}

/** Nothing is written until everything is known: no half-written folder. */
export function writeReports(folder: string, { summary, ...lines }: Reports): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, objects] of Object.entries(lines)) {
    writeFileSync(join(folder, `${name}.jsonl`), objects.map((one) => `${JSON.stringify(one)}\n`).join(''));
  }
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
}
