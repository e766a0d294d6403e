// The daily look at one account without an execution of its own: reminders, a new case, an end of a lockout; and for one
// whose execution is lost, a new one.
import type { Attendance } from '../adapters/attendance.ts';
import type { Head } from '../adapters/items.ts';
import { dueShard, shardOf } from '../adapters/keys.ts';
import type { LedgerStore, Loaded } from '../adapters/ledger-store.ts';
import type { Workflows } from '../adapters/workflows.ts';
import { TryAgain } from '../contracts/errors.ts';
import type { Instant } from '../contracts/time.ts';
import { applied } from '../domain/apply.ts';
import { addDays, dayIn } from '../domain/calendar.ts';
import { executionNameOf } from '../domain/changes.ts';
import { decide, isAttended } from '../domain/decide.ts';
import { nextLookOn } from '../domain/look-on.ts';
import type { Letter } from '../domain/messages.ts';
import { type Asker, type Rules, viewAt } from '../domain/view.ts';
import type { Delivered } from '../send-notice/send-notice.ts';
import { inTurn } from '../workflow/precedence.ts';

export interface SweepAccountDeps {
  ledger: Pick<LedgerStore, 'load' | 'save'>;
  attendance: Pick<Attendance, 'lookNext'>;
  workflows: Pick<Workflows, 'startCase' | 'startErrand' | 'wake'>;
  deliver: (loaded: Loaded, by: { letter: Letter; rules: Rules; asker: Asker }) => Promise<Delivered>;
  rules: () => Promise<Rules>;
  now: () => Instant;
  shards: number;
}

export interface Swept {
  opened: number;
  sent: number;
}

/** More acts than this for one account in one look means a rule that never comes to rest. */
const ACTS_ALLOWED = 40;

export function sweepAccount(deps: SweepAccountDeps) {
  return sweep;

  async function sweep(accountId: string): Promise<Swept> {
    const rules = await deps.rules();
    const at = { now: deps.now(), asker: 'sweep' as const };
    let loaded = await deps.ledger.load(accountId);
    if (isAttended(viewAt(loaded, rules, at))) {
      await attend(loaded);
      return { opened: 0, sent: 0 };
    }
    let sent = 0;
    for (let acts = 0; acts < ACTS_ALLOWED; acts += 1) {
      const decision = await inTurn(deps.ledger, { loaded, rules, now: at.now }, decide(loaded, rules, at));
      if (decision.kind === 'done') return await finish(loaded, { opened: 0, sent });
      if (decision.kind === 'wait') {
        await deps.workflows.startErrand(accountId, loaded.account.revision);
        return await finish(loaded, { opened: 0, sent });
      }
      if (decision.kind === 'notice') {
        const delivered = await deliver(loaded, decision.letter, rules);
        if (delivered === undefined) return { opened: 0, sent };
        loaded = delivered.loaded;
        sent += delivered.throttled ? 0 : 1;
        continue;
      }
      const changes = decision.changes();
      await deps.ledger.save(loaded, changes);
      loaded = { ...applied(loaded, changes), head: loaded.head };
      if (changes.start === undefined) continue;
      await lookTomorrow(loaded);
      await deps.workflows.startCase(accountId, changes.start.caseId, changes.start.executionName);
      return { opened: 1, sent };
    }
    throw new Error(`account ${accountId} did not come to rest after ${ACTS_ALLOWED} acts`);
  }

  /** What the provider or the table refuses for now an errand tries again, today: tomorrow may be too late for it. */
  async function deliver(loaded: Loaded, letter: Letter, rules: Rules): Promise<Delivered | undefined> {
    try {
      return await deps.deliver(loaded, { letter, rules, asker: 'sweep' });
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      const { accountId, revision } = loaded.account;
      await deps.workflows.startErrand(accountId, revision);
      return undefined;
    }
  }

  function shard({ account }: Loaded): string {
    return dueShard(account.product, shardOf(account.accountId, deps.shards));
  }

  async function finish(loaded: Loaded, swept: Swept): Promise<Swept> {
    const view = viewAt(loaded, await deps.rules(), { now: deps.now(), asker: 'sweep' });
    await deps.attendance.lookNext(loaded, { day: nextLookOn(view), shard: shard(loaded) });
    return swept;
  }

  async function lookTomorrow(loaded: Loaded): Promise<boolean> {
    const { today } = viewAt(loaded, await deps.rules(), { now: deps.now(), asker: 'sweep' });
    return deps.attendance.lookNext(loaded, { day: addDays(today, 1), shard: shard(loaded) });
  }

  /**
   * The account has a case at work. Its execution is started again by its own name, which does nothing while it runs and
   * is refused once it has ended: then, if it should have woken by now, it is lost, and another one goes on from the ledger.
   */
  async function attend(loaded: Loaded): Promise<void> {
    const { head, account } = loaded;
    const record = loaded.cases.find((one) => one.state !== 'closed') ?? loaded.cases.at(-1);
    await lookTomorrow(loaded);
    if (record === undefined || head.parked !== undefined) return;
    const now = deps.now();
    const { waiting } = head;
    if (waiting !== undefined && waiting.until > now) return wakeIfDue(loaded, waiting);
    if (waiting?.until === now) return;
    const { caseId } = record;
    const name = executionNameOf(record);
    const running = await deps.workflows.startCase(account.accountId, caseId, name);
    if (!running) await deps.workflows.startCase(account.accountId, caseId, `${name}-healed-${dayIn('UTC', now)}`);
  }

  /** Another account of the customer may have brought on, or ended, something since the execution went to sleep. */
  async function wakeIfDue(loaded: Loaded, { token, caseId }: NonNullable<Head['waiting']>): Promise<void> {
    const decision = decide(loaded, await deps.rules(), { now: deps.now(), asker: 'case', caseId });
    if (decision.kind !== 'wait') await deps.workflows.wake(token);
  }
}
