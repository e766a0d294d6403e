// An open case that moves to another version of its policy: what changes for it, and the act itself.
import type { LimitAction, Policy, Tier } from '../contracts/policy.ts';
import { type Changes, changes } from './changes.ts';
import type { Case } from './ledger.ts';
import type { View } from './view.ts';

const tierText = ({ day, channels, all, mandatory, minDaysAfterPrevious }: Tier): string =>
  [
    `day ${day}`,
    channels.join(all ? '+' : ' or '),
    ...(mandatory ? ['mandatory'] : []),
    ...(minDaysAfterPrevious > 0 ? [`${minDaysAfterPrevious} days after the one before`] : []),
  ].join(', ');

const actionText = ({ day, kind, toShare, announcedBy, noticeDays, evidence }: LimitAction): string =>
  [
    `${kind}${toShare === undefined ? '' : ` to ${toShare}`} on day ${day}`,
    `${noticeDays} days after ${announcedBy}`,
    ...(evidence === 'delivered' ? ['delivered'] : []),
  ].join(', ');

const repairText = ({ repair }: Policy): string =>
  repair === undefined
    ? 'whole at the cure'
    : `${repair.steps.map(({ afterDays, onTimePayments, toShare }) => `${toShare} after ${afterDays} days and ${onTimePayments} payments`).join('; ')}; relapse on day ${repair.relapse.day}, lockout ${repair.relapse.lockoutDays} days`;

/** Names and what they say now and then; what is the same is left out. */
function differences(kind: string, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    const shown = name === '' ? kind : `${kind} ${name}`;
    if (was === undefined) return [`${shown}: new (${is})`];
    return [is === undefined ? `${shown}: gone (was ${was})` : `${shown}: ${was} → ${is}`];
  });
}

const byId = <T extends { id: string }>(list: readonly T[], text: (one: T) => string, done: (id: string) => boolean) =>
  new Map(list.filter(({ id }) => !done(id)).map((one) => [one.id, text(one)]));

/** What is still to come for a case and would come otherwise, each as a sentence; nothing done is done again. */
export function changesFor(record: Case, from: Policy, to: Policy): string[] {
  const tierDone = (id: string): boolean => record.tiers[id] !== undefined;
  const actionDone = (id: string): boolean => record.actions.some((one) => one.id === id);
  const one = (text: string) => new Map([['', text]]);
  return [
    ...differences('tier', byId(from.tiers, tierText, tierDone), byId(to.tiers, tierText, tierDone)),
    ...differences(
      'limit action',
      byId(from.limitActions, actionText, actionDone),
      byId(to.limitActions, actionText, actionDone),
    ),
    ...differences('terminal', one(`day ${from.terminal?.day ?? 'never'}`), one(`day ${to.terminal?.day ?? 'never'}`)),
    ...differences('repair', one(repairText(from)), one(repairText(to))),
    ...differences(
      'contact',
      one(
        `${from.contact.from} to ${from.contact.to}, ${from.contact.perDay} a day, ${from.contact.perSevenDays} in seven`,
      ),
      one(`${to.contact.from} to ${to.contact.to}, ${to.contact.perDay} a day, ${to.contact.perSevenDays} in seven`),
    ),
    ...differences('arrears', one(JSON.stringify(from.arrears)), one(JSON.stringify(to.arrears))),
  ];
}

/** The case goes on by another version; what it has done and told stands. */
export function migrate(
  view: View,
  record: Case,
  by: { version: Policy['version']; who: string; why: string },
): Changes {
  const moved = changes(view, {
    act: 'migrate',
    caseId: record.caseId,
    why: { from: record.policyVersion, to: by.version, reason: by.why },
    cases: [{ ...record, policyVersion: by.version }],
  });
  return { ...moved, audit: { ...moved.audit, by: by.who } };
}
