// Open cases that move to the version that is current now: shown first, moved only when told to.
import { attendance } from '../../functions/adapters/attendance.ts';
import { type Loaded, ledgerStore } from '../../functions/adapters/ledger-store.ts';
import type { Table } from '../../functions/adapters/partition.ts';
import { policyStore } from '../../functions/adapters/policy-store.ts';
import { LedgerMoved } from '../../functions/contracts/errors.ts';
import type { Instant } from '../../functions/contracts/time.ts';
import type { Case } from '../../functions/domain/ledger.ts';
import { changesFor, migrate } from '../../functions/domain/migration.ts';
import { type Rules, viewAt } from '../../functions/domain/view.ts';
import { openCases } from './open-cases.ts';

export interface Migration {
  product: string;
  from: string;
  to: string;
  cases: number;
  /** For how many of them a sentence holds; those for which nothing changes are in none. */
  changes: Map<string, number>;
  /** Moved, where it was told to. */
  moved: number;
}

export interface MigrateOptions {
  products: ReadonlySet<string>;
  who: string;
  why: string;
  /** Moves them; otherwise it is only shown what would change. */
  apply: boolean;
  now: () => Instant;
}

/** A store needs them for what one account does to others, which moving a case never does. */
const SHARDS_UNUSED = 1;

/** Others write the same accounts meanwhile: so many rounds, then the case is left for the next run. */
const ROUNDS = 5;

/** All open cases of the products whose version is not the one that a case opened now would take. */
export async function migrateCases(table: Table, options: MigrateOptions): Promise<Migration[]> {
  const rules = await policyStore(table).rules();
  const timeZones = async () => (product: string) => rules.current(product, '9999-12-31' as never, undefined).timeZone;
  const ledger = ledgerStore(table, { timeZones, shards: SHARDS_UNUSED });
  const migrations = new Map<string, Migration>();
  for await (const { accountId, caseId } of openCases(table)) {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const planned = plan(await ledger.load(accountId), { caseId, rules, options });
      if (planned === undefined) break;
      const { loaded, view, record, to, from } = planned;
      if (round === 1) note(migrations, { loaded, record, from, to });
      if (!options.apply) break;
      try {
        await ledger.save(loaded, migrate(view, record, { version: to.version, who: options.who, why: options.why }));
      } catch (error) {
        if (error instanceof LedgerMoved) continue;
        throw error;
      }
      // Its execution sleeps until a day of the old version: the next sweep wakes it if something is due by the new one.
      await attendance(table).lookSooner(accountId, view.today);
      const done = migrations.get(nameOf(loaded.account.product, record.policyVersion, to.version));
      if (done !== undefined) done.moved += 1;
      break;
    }
  }
  return [...migrations.values()];
}

function plan(loaded: Loaded, { caseId, rules, options }: { caseId: string; rules: Rules; options: MigrateOptions }) {
  const { account, customer } = loaded;
  const record = loaded.cases.find((one) => one.caseId === caseId && one.state !== 'closed');
  if (record === undefined || !options.products.has(account.product)) return undefined;
  const view = viewAt(loaded, rules, { now: options.now(), asker: 'case' });
  const to = rules.current(account.product, view.today, record.riskTier ?? customer.riskTier, account.accountId);
  if (to.version === record.policyVersion) return undefined;
  return { loaded, view, record, to, from: rules.pinned(account.product, record.policyVersion, record.riskTier) };
}

const nameOf = (product: string, from: string, to: string): string => `${product} ${from} ${to}`;

function note(
  migrations: Map<string, Migration>,
  { loaded, record, from, to }: { loaded: Loaded; record: Case } & Record<'from' | 'to', ReturnType<Rules['current']>>,
): void {
  const { product } = loaded.account;
  const name = nameOf(product, from.version, to.version);
  const one = migrations.get(name) ?? {
    product,
    from: from.version,
    to: to.version,
    cases: 0,
    changes: new Map<string, number>(),
    moved: 0,
  };
  one.cases += 1;
  for (const sentence of changesFor(record, from, to)) one.changes.set(sentence, (one.changes.get(sentence) ?? 0) + 1);
  migrations.set(name, one);
}

const cases = (many: number): string => `${many} open case${many === 1 ? '' : 's'}`;

export function migrationText(migrations: readonly Migration[], { apply }: { apply: boolean }): string {
  if (migrations.length === 0) return 'every open case has the version that is current now\n';
  const blocks = migrations.map(({ product, from, to, cases: many, changes, moved }) => {
    const sentences = [...changes].sort(([, a], [, b]) => b - a).map(([text, of]) => `  ${cases(of)}: ${text}`);
    const nothing = sentences.length === 0 ? ['  nothing that is still to come changes'] : [];
    const done = apply
      ? [`  moved ${moved}${moved < many ? `; ${many - moved} changed meanwhile: run it again` : ''}`]
      : [];
    return [`${product} ${from} → ${to}: ${cases(many)}`, ...sentences, ...nothing, ...done].join('\n');
  });
  const hint = apply ? [] : ['Nothing was moved: run it again with --yes and a --reason.'];
  return `${[...blocks, ...hint].join('\n')}\n`;
}
