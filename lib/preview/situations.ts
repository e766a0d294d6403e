// Every message that a policy can produce, each with facts that are true in some life.
import type { Policy } from '../../functions/contracts/policy.ts';
import { factsOf } from '../../functions/domain/explain.ts';
import type { Letter } from '../../functions/domain/messages.ts';
import { viewAt } from '../../functions/domain/view.ts';
import type { MessageFacts } from '../../functions/messages/facts.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';
import { ACCOUNT, Life } from './life.ts';
import { scripts } from './lives.ts';
import { nameFor } from './plausible.ts';

export interface Situation {
  /** What tells it from the others: kind, tier, offset, action, step, and what else changes the words. */
  key: string;
  /** The life it was taken from. */
  life: string;
  statutory: boolean;
  /** The limit action of the policy that it tells. */
  actionId?: string | undefined;
  /** One for each channel that may carry it, in the policy's order. */
  facts: readonly [MessageFacts, ...MessageFacts[]];
}

/** One example of each, in the order in which lives meet them. In English; `inLocale` tells them in other languages. */
export function situations(policy: Policy): Situation[] {
  const found = new Map<string, Situation>();
  const rules = ruleBook([policy]);
  for (const riskTier of [undefined, ...Object.keys(policy.riskTiers)])
    for (const { name, live } of scripts(policy)) {
      // The words are the same at every risk: what may differ are the channels of a tier.
      if (riskTier !== undefined && name !== 'pays nothing') continue;
      const life = riskTier === undefined ? name : `${name}, at ${riskTier} risk`;
      const observe: ConstructorParameters<typeof Life>[1]['observe'] = (snapshot, { now, asker, decision }) => {
        if (decision.kind !== 'notice') return;
        const { letter } = decision;
        const facts = factsOf(viewAt(snapshot, rules, { now, asker }), letter);
        // Of the borrower's other line, only what comes upon it.
        if (snapshot.account.accountId !== ACCOUNT && letter.cause === undefined && facts.line === undefined) return;
        collect(found, { letter, facts, life });
      };
      live(new Life(policy, { riskTier, observe }));
    }
  return [...found.values()];
}

function collect(
  found: Map<string, Situation>,
  { letter, facts, life }: { letter: Letter; facts: MessageFacts; life: string },
): void {
  const key = keyOf(facts, letter);
  const known = found.get(key);
  const all = letter.channels.map((channel) => ({ ...facts, channel }));
  if (known === undefined) {
    const [first = facts, ...others] = all;
    const { statutory, owed } = letter;
    found.set(key, { key, life, statutory, actionId: owed?.line?.actionId, facts: [first, ...others] });
    return;
  }
  const more = all.filter(({ channel }) => known.facts.every((one) => one.channel !== channel));
  if (more.length > 0) found.set(key, { ...known, facts: [...known.facts, ...more] });
}

/** The same facts as they are told in another language. */
export const inLocale = (facts: MessageFacts, locale: string): MessageFacts => ({
  ...facts,
  locale,
  customerName: nameFor(locale),
});

function keyOf(facts: MessageFacts, letter: Letter): string {
  const { kind, line, lineNow, reminder, tier, repair } = facts;
  const parts: (string | number | false | undefined)[] = [
    kind,
    reminder && `${reminder.daysBefore} before`,
    tier?.id,
    // A reminder beside arrears.
    kind === 'reminder' && facts.arrears > 0 && 'overdue',
    facts.again && 'again',
    (facts.relapseWarning !== undefined || facts.restoringWaits) && 'window',
    facts.disputed !== undefined && 'disputed',
    facts.relapsed && 'relapsed',
    letter.cause !== undefined && 'other account',
    letter.owed?.line?.actionId,
    line && `${line.action} ${line.reason} to ${line.to.status}`,
    kind !== 'reminder' && kind !== 'notice' && lineNow?.status,
    kind === 'repair' && (facts.whole ? 'whole' : repair?.done),
    facts.lockoutUntil !== undefined && 'lockout',
    facts.reported && 'reported',
    facts.reportWithdrawn && 'report withdrawn',
  ];
  return parts.filter((one) => one !== undefined && one !== false).join(', ');
}
