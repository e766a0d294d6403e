import type { Say, Text, Texts, Values } from './catalogue.ts';
import type { MessageFacts } from './facts.ts';
import { formatDay, formatMoney } from './format.ts';
import { backOf, conditionOf, lineOf, nextOf, owedOf, stepsAhead, templateOf, undoneOf, whatOf } from './pieces.ts';

/** What would turn a whole message of the GSM alphabet into UCS-2, at less than half the length a part. */
const PLAIN: readonly [RegExp, string][] = [
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
  [/[\u2010-\u2014]/g, '-'],
  [/\u2026/g, '...'],
  [/[\u00a0\u2009\u202f]/g, ' '],
  [/\u2022/g, '*'],
];
const gsmFriendly = (text: string): string => PLAIN.reduce((done, [from, to]) => done.replace(from, to), text);

export function smsText(facts: MessageFacts, texts: Texts, on: { say: Say; values: Values }): string {
  const { sms } = texts;
  const { values } = on;
  const join = (parts: string[]) => parts.join(texts.join);
  const money = (amount: number | undefined) =>
    amount === undefined ? '' : formatMoney(amount, facts.currency, facts.locale);
  const day = (one: Parameters<typeof formatDay>[0]) => formatDay(one, facts.locale);
  const say = (text: Text, more: Values = {}) => on.say(text, { ...values, ...more });

  const actions = (facts.announced ?? []).map((action) => {
    const what = say(texts.what[whatOf(action)], { toLimit: money(action.toLimit) });
    return say(sms.action, { what, on: day(action.on), lastDay: day(action.lastDayToPay) });
  });
  // The cure notice says what comes back when; a repair notice, what comes next.
  const ahead = facts.kind === 'repair' ? stepsAhead(facts).slice(0, 1) : stepsAhead(facts);
  const list = join(
    ahead.flatMap((step) => {
      if (step.on === undefined) return [];
      return say(sms.step, {
        toLimit: money(step.toLimit),
        on: day(step.on),
        bills: step.onTimePayments,
        lifts: step.lifts ? 'yes' : 'no',
      });
    }),
  );
  const steps = stepsText(facts, { list, sms });

  const line = lineOf(facts);
  const text = say(sms[templateOf(facts)], {
    next: say(nextText(facts, texts), { actions: join(actions) }),
    back: say(backText(facts, sms)),
    line: line === undefined ? '' : say(sms.line[line.status]),
    referral: facts.referralFrom !== undefined && nextOf(facts) === 'announced' ? say(texts.referral) : '',
    disputedToo: facts.disputed === undefined ? '' : say(sms.disputed),
    besides: facts.kind === 'reminder' && facts.arrears > 0 ? say(sms.besides[owedOf(facts)]) : '',
    paid: facts.kind === 'reminder' && facts.arrears > 0 ? '' : say(sms.paid),
    helpReview: say(sms.helpReview),
    changed: facts.line === undefined ? '' : say(texts.changed[facts.line.action]),
    steps: say(steps, { list }),
    relapsing: list === '' ? '' : say(sms.relapsing),
    owed: say(sms.owed[owedOf(facts)]),
    undone: say(sms.undone[undoneOf(facts)]),
    // Where money is owed; in a reminder, what is about to be.
    pay: facts.arrears > 0 || facts.kind === 'reminder' || facts.otherAccount !== undefined ? say(sms.pay) : '',
    ask: say(facts.line?.action === 'restore' ? sms.questions : sms.review),
    questions: say(sms.questions),
    help: say(sms.help),
    stop: say(sms.stop),
  });
  return gsmFriendly(text);
}

function stepsText(facts: MessageFacts, { list, sms }: { list: string; sms: Texts['sms'] }): Text {
  if (facts.lockoutUntil !== undefined) return list === '' ? sms.steps.lockoutAlone : sms.steps.lockout;
  return list === '' ? '' : sms.steps.next;
}

function nextText(facts: MessageFacts, { sms, ...texts }: Texts): Text {
  const key = nextOf(facts);
  if (key === 'relapse') return texts.relapseWarning;
  return key === 'referral' || key === 'waits' ? texts[key] : sms.next[key];
}

function backText(facts: MessageFacts, sms: Texts['sms']): Text {
  const way = backOf(facts);
  const condition = conditionOf(facts);
  if (condition === 'none' || (way !== 'steps' && way !== 'lockout')) return sms.back[way];
  return condition === 'changed' ? sms.backIfChanged[way] : sms.backInTime[way];
}
