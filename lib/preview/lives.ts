// The lives in which a policy says everything that it can say. Each is a few lines of what happens to one borrower.
import type { LimitAction, Policy } from '../../functions/contracts/policy.ts';
import { addDays } from '../../functions/domain/calendar.ts';
import { type Life, OTHER_ACCOUNT } from './life.ts';

export interface Script {
  name: string;
  live(life: Life): void;
}

export function scripts(policy: Policy): Script[] {
  const limiting = policy.limitActions.filter((one) => one.kind !== 'report');
  return [
    { name: 'pays nothing', live: paysNothing },
    { name: 'pays after the first notice', live: paysAfterFirstNotice },
    ...limiting.map((action) => ({ name: `pays after ${action.id}, and on time from then on`, live: repairs(action) })),
    ...limiting.map((action) => ({ name: `relapses after ${action.id}`, live: relapses(action) })),
    ...limiting.map((action) => ({
      name: `relapses after ${action.id}, and pays`,
      live: relapsesAndRepairs(action),
    })),
    { name: 'has a payment returned after the first notice', live: isReversed() },
    ...limiting.map((action) => ({ name: `has a payment returned after ${action.id}`, live: isReversed(action) })),
    { name: 'had paid all along, found after the first notice', live: neverOwed() },
    ...policy.limitActions.map((action) => ({
      name: `had paid all along, found after ${action.id}`,
      live: neverOwed(action),
    })),
    ...policy.limitActions.map((action) => ({ name: `had paid before ${action.id}`, live: paidEarlier(action) })),
    { name: 'disputes one of two bills', live: disputes },
    ...Object.entries(policy.riskSignals).flatMap(([kind, { action }]) =>
      action === 'freeze' ? [{ name: `is under the risk signal ${kind}`, live: isUnderSignal(kind) }] : [],
    ),
    ...limiting.map((action) => ({ name: `has another account, and ${action.id} on this one`, live: hasTwo(action) })),
  ];
}

function paysNothing(life: Life): void {
  life.bill();
  life.go(15);
  // Falls due while the first is overdue: its reminders say so.
  life.bill();
  life.go(life.ladder);
}

function paysAfterFirstNotice(life: Life): void {
  life.bill();
  if (!life.go(life.ladder, () => life.gotNotice)) return;
  life.go(1);
  life.pays();
  life.go(3);
}

/** Overdue until an action was applied, and a day more so that it is told; whether it came to that. */
function overdueUntil(life: Life, action: LimitAction): boolean {
  life.bill();
  if (!life.go(life.ladder, () => life.applied(action.id))) return false;
  life.go(2);
  return true;
}

const repairs = (action: LimitAction) => (life: Life) => {
  if (!overdueUntil(life, action)) return;
  life.pays();
  life.go(3);
  life.paysOnTime(repairDays(life.policy), () => !life.isOpen);
};

/** Overdue again in the window that opened after an action; whether it came to a relapse. */
function relapsed(life: Life, action: LimitAction): boolean {
  if (!overdueUntil(life, action)) return false;
  life.pays();
  life.go(2);
  if (!life.inWindow) return false;
  life.bill();
  return life.go(life.ladder, () => life.cases.length > 1);
}

const relapses = (action: LimitAction) => (life: Life) => {
  if (relapsed(life, action)) life.go(life.ladder);
};

const relapsesAndRepairs = (action: LimitAction) => (life: Life) => {
  if (!relapsed(life, action)) return;
  life.go(2);
  life.pays();
  life.go(3);
  // The window opens when the lockout ends, for one who is current then.
  const lockout = life.policy.repair?.relapse.lockoutDays ?? 0;
  life.paysOnTime(lockout + repairDays(life.policy), () => life.isWhole);
};

const repairDays = ({ repair }: Policy): number =>
  Math.max(0, ...(repair?.steps ?? []).map((one) => one.afterDays)) + 65;

const isReversed = (action?: LimitAction) => (life: Life) => {
  const overdue = action === undefined ? firstNotice(life) : overdueUntil(life, action);
  if (!overdue) return;
  const payment = life.pays();
  life.go(3);
  life.reverses(payment);
  life.go(3);
};

function firstNotice(life: Life): boolean {
  life.bill();
  const said = life.go(life.ladder, () => life.gotNotice);
  life.go(1);
  return said;
}

/** A payment that arrives late, with the due day as its value date. */
const neverOwed = (action?: LimitAction) => (life: Life) => {
  const from = life.today;
  const overdue = action === undefined ? firstNotice(life) : overdueUntil(life, action);
  if (!overdue) return;
  life.pays({ valueOn: from });
  life.go(4);
};

/** The borrower had paid late, but before the action. */
const paidEarlier = (action: LimitAction) => (life: Life) => {
  if (!overdueUntil(life, action)) return;
  life.pays({ valueOn: addDays(life.today, -4) });
  life.go(4);
};

function disputes(life: Life): void {
  const disputed = life.bill();
  const other = life.bill();
  life.disputes(disputed);
  life.go(life.ladder);
  life.pays({ only: other });
  life.go(3);
}

/** A signal of the highest severity, and its end. */
const isUnderSignal = (kind: string) => (life: Life) => {
  life.go(2);
  life.hasSignal(kind, 'critical');
  life.go(5);
  life.hasSignal(kind, 'none');
  life.go(3);
};

const hasTwo = (action: LimitAction) => (life: Life) => {
  if (typeof life.policy.otherAccounts === 'string') return;
  life.opens(OTHER_ACCOUNT);
  if (!overdueUntil(life, action)) return;
  life.go(life.policy.otherAccounts.noticeDays + 5);
  life.pays();
  life.go(3);
  life.paysOnTime(repairDays(life.policy), () => !life.isOpen);
};
