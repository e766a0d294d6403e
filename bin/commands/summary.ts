// What a run came to, for a reader at a terminal.
import Table from 'cli-table3';
import type { Policy } from '../../functions/contracts/policy.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { formatDay, formatMoney } from '../../functions/messages/format.ts';
import type { Rejected, Reports } from '../../lib/local/reports.ts';
import { type CaseLine, count, type Inbound, type Lines, linesOf } from './lines.ts';
import { bucketsAt } from './standing.ts';
import { storiesOf } from './story.ts';
import { type Trial, trialTable } from './trials.ts';

export interface SummaryContext {
  from: Day;
  until: Day;
  out: string;
  policies: readonly Policy[];
  events: Inbound;
  /** Tell what some borrowers went through. */
  stories?: boolean;
  /** Of the terminal; by default 80. */
  columns?: number;
}

const LOCALE = 'en';
const FILES: readonly [name: string, what: string][] = [
  ['messages.jsonl', 'every text message and email, with its text'],
  ['limits.jsonl', 'every change of a line, with its reason'],
  ['cases.jsonl', 'the cases as they stand at the end'],
  ['executions.jsonl', 'the state machine executions'],
  ['events.jsonl', 'what others are told on the bus'],
  ['rejected.jsonl', 'what could not be taken in, and why'],
  ['summary.json', 'all the counts'],
];

export function summaryText(reports: Reports, context: SummaryContext): string {
  const { from, until, out } = context;
  const { columns = 80 } = context;
  const lines = linesOf(reports);
  const rejected = reports.rejected.length > 0 ? [rejectedTable(reports.rejected)] : [];
  const blocks = [
    heading(reports, from, until),
    ...inColumns([accountsTable(context, reports), messagesTable(lines)], columns),
    ...inColumns([outcomesTable(lines), ...rejected], columns),
    ...((reports.summary.trials as Trial[] | undefined) ?? []).map(trialTable),
    work(reports),
    ...(context.stories ? inColumns(storiesOf(lines, context), columns) : []),
    `Files in ${out}:\n${FILES.map(([name, what]) => `  ${name.padEnd(18)}${what}`).join('\n')}`,
  ];
  return `\n${blocks.join('\n\n')}\n\n`;
}

const GAP = 3;

/** Blocks side by side where the terminal is wide enough for all of them. No character in them is wider than one column. */
function inColumns(blocks: readonly string[], columns: number): string[] {
  const cut = blocks.map((block) => block.split('\n'));
  const widths = cut.map((lines) => Math.max(...lines.map((line) => line.length)) + GAP);
  if (widths.reduce((sum, width) => sum + width, -GAP) > columns) return [...blocks];
  const height = Math.max(...cut.map((lines) => lines.length));
  const rows = Array.from({ length: height }, (_, row) =>
    cut.map((lines, column) => (lines[row] ?? '').padEnd(widths[column] ?? 0)).join(''),
  );
  return [rows.map((row) => row.trimEnd()).join('\n')];
}

const number = (value: number): string => value.toLocaleString(LOCALE);
const numberCells = (values: readonly number[]): string[] => values.map(number);

function heading({ summary }: Reports, from: Day, until: Day): string {
  const accounts = number(summary.accounts as number);
  return `${accounts} accounts from ${formatDay(from, 'en-GB')} until ${formatDay(until, 'en-GB')}`;
}

function table(head: string[], rows: string[][], align: ('left' | 'right')[]): string {
  const drawn = new Table({ head, colAligns: align, style: { head: [], border: [], compact: true } });
  drawn.push(...rows);
  return drawn.toString();
}

function accountsTable({ until, events, policies }: SummaryContext, { summary }: Reports): string {
  const money = (arrears: ReadonlyMap<string, number>): string =>
    [...arrears].map(([currency, amount]) => formatMoney(amount, currency, LOCALE)).join(', ');
  const rows = bucketsAt(until, events, policies).map(({ name, accounts, arrears }) => [
    name,
    number(accounts),
    money(arrears),
  ]);
  const lines = Object.entries(summary.lines as Record<string, number>).map(
    ([status, many]) => `${number(many)} ${status}`,
  );
  return `${table(['Days past due at the end', 'Accounts', 'Past due'], rows, ['left', 'right', 'right'])}\nLines: ${lines.join(', ')}`;
}

const KINDS: readonly [kind: string, shown: string][] = [
  ['reminder', 'reminder before the due day'],
  ['notice', 'notice of arrears'],
  ['limit', 'limit changed'],
  ['cure', 'arrears cleared'],
  ['repair', 'limit restored'],
  ['reversal', 'payment returned'],
  ['withdrawal', 'taken back'],
];

function messagesTable({ messages, events }: Lines): string {
  const row = (shown: string, of: Lines['messages']): string[] => {
    const sms = count(of, (one) => one.channel === 'sms');
    return [shown, ...numberCells([sms, of.length - sms, of.length])];
  };
  const rows = KINDS.map(([kind, shown]) =>
    row(
      shown,
      messages.filter((one) => one.kind === kind),
    ),
  );
  const lost = count(events, (one) => one.type === 'NoticeFailed');
  const note = lost > 0 ? `\nNot delivered, for want of an address or of consent: ${number(lost)}` : '';
  const all = [...rows, row('all', messages)];
  return `${table(['Messages', 'SMS', 'Email', 'All'], all, ['left', 'right', 'right', 'right'])}${note}`;
}

function outcomesTable({ cases, limits, events }: Lines): string {
  const outcome = (is: CaseLine['outcome']) => count(cases, (one) => one.outcome === is);
  const state = (is: CaseLine['state']) => count(cases, (one) => one.state === is);
  const action = (is: string) => count(limits, (one) => one.action === is);
  const event = (type: string) => count(events, (one) => one.type === type);
  const undone = count(limits, (one) => one.reason === 'WITHDRAWN' || one.reason === 'LATE_PAYMENT_POSTED');
  const rows: [string, number, string][] = [
    ['Cases', cases.length, 'spells of delinquency'],
    ['  cured', outcome('cured'), 'paid; no limit to restore by then'],
    ['  repaired', outcome('repaired'), 'paid, and the whole limit is back'],
    ['  in repair', state('repairing'), 'paid; the limit comes back in steps'],
    ['  relapsed', outcome('relapsed'), 'overdue again before the limit was back'],
    ['  withdrawn', outcome('withdrawn'), 'was not overdue after all'],
    ['  collecting', state('collecting'), 'still overdue'],
    ['Repair windows', event('RepairWindowOpened'), 'opened by a cure'],
    ['Limit actions', action('reduce') + action('freeze') + action('close'), ''],
    ['  reduced', action('reduce'), ''],
    ['  frozen', action('freeze'), ''],
    ['  closed', action('close'), ''],
    ['Limits restored', action('restore'), ''],
    ['  undone', undone, 'paid or cancelled before, known later'],
    ['Referrals', event('ReferralRequested'), 'the end of the ladder'],
    ['  withdrawn', event('ReferralWithdrawn'), 'had been paid before'],
    ['Reviews', event('ReviewRequested'), 'for operations'],
  ];
  const cells = rows.map(([what, many, note]) => [what, number(many), note]);
  return table(['What happened', 'Times', ''], cells, ['left', 'right', 'left']);
}

const MOST_SHOWN = 15;
/** A longer reason would break the table of 80 columns. */
const REASON_WIDTH = 58;

function rejectedTable(rejected: readonly Rejected[]): string {
  const cut = (text: string): string => (text.length > REASON_WIDTH ? `${text.slice(0, REASON_WIDTH - 1)}…` : text);
  const inFile = rejected.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const rows = inFile.slice(0, MOST_SHOWN).map(({ line, id, reason }) => [line?.toString() ?? id ?? '', cut(reason)]);
  const more = rejected.length > MOST_SHOWN ? `\nand ${number(rejected.length - MOST_SHOWN)} more` : '';
  return `${table(['Line', `Rejected events: ${number(rejected.length)}`], rows, ['right', 'left'])}${more}`;
}

function work({ executions, summary }: Reports): string {
  const machines = Object.entries((summary.executions as { byMachine: Record<string, number> }).byMachine);
  const invocations = Object.values(summary.lambdaInvocations as Record<string, number>);
  const all = invocations.reduce((sum, one) => sum + one, 0);
  return [
    `${number(executions.length)} executions:`,
    `  ${machines.map(([name, many]) => `${number(many)} ${name}`).join(', ')}`,
    `${number(summary.stateTransitions as number)} state transitions, ${number(all)} Lambda invocations`,
  ].join('\n');
}
