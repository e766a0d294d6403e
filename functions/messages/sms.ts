import type { Text, Texts, Values } from './catalogue.ts';
import type { MessageFacts } from './facts.ts';
import {
  backOf,
  conditionOf,
  helpOf,
  lineOf,
  nextOf,
  owedOf,
  stepsAhead,
  templateOf,
  tierTextOf,
  undoneOf,
  whatOf,
} from './pieces.ts';
import { capital } from './sections.ts';
import type { Pen } from './values.ts';

/** What would turn a whole message of the GSM alphabet into UCS-2, at less than half the length a part. */
const PLAIN: readonly [RegExp, string][] = [
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
  [/[\u2010-\u2014]/g, '-'],
  [/\u2026/g, '...'],
  [/[\u00a0\u2009\u202f]/g, ' '],
  [/\u2022/g, '*'],
];
export const gsmFriendly = (text: string): string => PLAIN.reduce((done, [from, to]) => done.replace(from, to), text);

/** `signed`: the text itself names the lender first. */
export function smsText({ facts, texts, values, say: fill, shown }: Pen, { signed }: { signed: boolean }): string {
  const { sms } = texts;
  const { money, day } = shown;
  const join = (parts: string[]) => parts.join(texts.join);
  const say = (text: Text, more?: Values) => fill(text, more === undefined ? values : { ...values, ...more });

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

  const line = lineOf(facts);
  const text = say(tierTextOf(facts, texts)?.sms ?? sms[templateOf(facts)], {
    from: signed ? say(sms.from) : '',
    next: say(nextText(facts, texts), { actions: join(actions) }),
    back: say(backText(facts, sms)),
    line: line === undefined ? '' : say(sms.line[line.status]),
    referral: facts.referralFrom !== undefined && nextOf(facts) === 'announced' ? say(texts.referral) : '',
    disputedToo: facts.disputed === undefined ? '' : say(sms.disputed),
    besides: facts.kind === 'reminder' && facts.arrears > 0 ? say(sms.besides[owedOf(facts)]) : '',
    paid: facts.kind === 'reminder' && facts.arrears > 0 ? '' : say(sms.paid),
    changed: facts.line === undefined ? '' : say(texts.changed[facts.line.action]),
    steps: say(stepsText(facts, { list, sms }), { list }),
    relapsing: list === '' ? '' : say(sms.relapsing),
    owed: say(sms.owed[owedOf(facts)]),
    undone: say(sms.undone[undoneOf(facts)]),
    report: facts.reportWithdrawn ? say(sms.reportWithdrawn) : '',
    pay: paysNow(facts) ? say(sms.pay) : '',
    help: say(sms.help[helpOf(facts)]),
    stop: say(sms.stop),
  });
  return gsmFriendly(signed ? text : capital(text));
}

/** Where money is owed; in a reminder, what is about to be. */
export const paysNow = ({ arrears, kind, otherAccount }: MessageFacts): boolean =>
  arrears > 0 || kind === 'reminder' || otherAccount !== undefined;

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
  // An ordinary notice is short: the way back is in the email, unless there is something to avert.
  if (condition === 'none' && facts.kind === 'notice' && !facts.tier?.mandatory) return '';
  if (condition === 'none' || condition === 'aside') return sms.back[way];
  if (way !== 'whole' && way !== 'steps' && way !== 'lockout') return sms.back[way];
  return condition === 'changed' ? sms.backIfChanged[way] : sms.backInTime[way];
}
