import type { Say, Text, Texts, Values } from './catalogue.ts';
import type { MessageFacts } from './facts.ts';
import { formatDay, formatMoney } from './format.ts';
import { backOf, nextOf, owedOf, stepsAhead, templateOf, undoneOf, whatOf } from './pieces.ts';

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
    ahead.map((step) => say(sms.step, { toLimit: money(step.toLimit), on: day(step.on), bills: step.onTimePayments })),
  );
  const steps = stepsText(facts, { list, sms });

  const text = say(sms[templateOf(facts)], {
    next: say(sms.next[nextOf(facts)], { actions: join(actions) }),
    back: say(sms.back[backOf(facts)]),
    line: facts.line === undefined ? '' : say(sms.line[facts.line.to.status]),
    changed: facts.line === undefined ? '' : say(texts.changed[facts.line.action]),
    steps: say(steps, { list }),
    relapse: list === '' ? '' : say(sms.relapse),
    owed: say(sms.owed[owedOf(facts)]),
    undone: say(sms.undone[undoneOf(facts)]),
    // Where money is owed; in a reminder, what is about to be.
    pay: facts.arrears > 0 || facts.kind === 'reminder' ? say(sms.pay) : '',
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
