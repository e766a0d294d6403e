// What an email says after its first words, by kind.
import type { Text, Values } from './catalogue.ts';
import type { MessageFacts } from './facts.ts';
import { backOf, conditionOf, helpOf, nextOf, stepsAhead, whatOf } from './pieces.ts';
import type { Pen } from './values.ts';

export interface Row {
  label: string;
  value: string;
}
export interface Section {
  heading: string;
  paragraphs?: string[];
  /** What is going to happen: each with its days. */
  items?: { title: string; rows: Row[] }[];
  list?: string[];
  after?: string[];
}

type Writer = Omit<Pen, 'say'> & { say: (text: Text, more?: Values) => string };

export function sectionsOf({ say, ...pen }: Pen): Section[] {
  const { facts, values } = pen;
  const writer: Writer = {
    ...pen,
    say: (text, more) => say(text, more === undefined ? values : { ...values, ...more }),
  };
  switch (facts.kind) {
    case 'reminder':
      return [...besides(writer), pay(writer), help(writer)];
    case 'notice':
    case 'reversal':
      return [next(writer), ...back(writer), pay(writer), help(writer)];
    case 'limit':
      if (facts.line?.action === 'restore') return [...owing(writer), help(writer)];
      if (facts.otherAccount !== undefined) return [next(writer), ...back(writer), pay(writer), help(writer)];
      return [...back(writer), ...owing(writer), ...(facts.reported ? [objection(writer)] : []), help(writer)];
    case 'cure':
    case 'repair':
      return [...stepsSection(writer), help(writer)];
    case 'withdrawal':
      return [...owing(writer), help(writer)];
  }
}

function next({ facts, texts, say, shown: { day, money } }: Writer): Section {
  const { labels, next: words } = texts.email;
  const announced = facts.announced ?? [];
  const items = announced.map((action) => ({
    title: capital(say(texts.what[whatOf(action)], { toLimit: money(action.toLimit) })),
    rows: [
      { label: labels.from, value: day(action.on) },
      { label: labels.lastDay, value: day(action.lastDayToPay) },
    ],
  }));
  const key = nextOf(facts);
  const after = facts.referralFrom !== undefined && key === 'announced' ? [say(texts.referral)] : [];
  const paragraph = say(key === 'referral' || key === 'waits' ? texts[key] : words[key], {
    consequence: say(texts.relapseWarning),
    reason: say(words.reason),
  });
  return { heading: say(words.heading), paragraphs: [paragraph], items, after };
}

function besides({ facts, texts, say, shown: { day, money } }: Writer): Section[] {
  if (facts.arrears <= 0) return [];
  const { labels, besides: words, ...email } = texts.email;
  const { since, daysPastDue = 0 } = facts;
  const rows: Row[] = [
    ...(since === undefined ? [] : [{ label: labels.since, value: day(since) }]),
    ...(daysPastDue > 0 ? [{ label: labels.days, value: say(email.daysValue) }] : []),
  ];
  const items = [{ title: say(words.title, { amount: money(facts.arrears) }), rows }];
  return [{ heading: say(words.heading), paragraphs: [say(words.text)], items, after: [say(words.order)] }];
}

function stepList({ facts, texts, say, shown: { day, money } }: Writer): string[] {
  const { steps } = texts.email;
  return stepsAhead(facts).map(({ on, toLimit: amount, ...step }) => {
    // Before a payment the days count from it or, after a lockout, from the day restoring begins.
    const from = facts.lockoutUntil === undefined ? steps.paid : steps.begun;
    const when = on === undefined ? say(from, { afterDays: step.afterDays }) : say(steps.on, { on: day(on) });
    const toLimit = money(amount);
    const limit = step.atLeast ? say(steps.atLeast, { toLimit }) : toLimit;
    const what = say(step.lifts ? steps.lifts : steps.rises, { limit });
    const bills = say(steps.bills, { bills: step.onTimePayments });
    return capital(say(steps.step, { when, bills, what }));
  });
}

const asksForBills = (facts: MessageFacts): boolean => stepsAhead(facts).some((step) => step.onTimePayments > 0);

function back(writer: Writer): Section[] {
  const { facts, texts, say } = writer;
  const way = backOf(facts);
  const condition = conditionOf(facts);
  if (way === 'restored' || (way === 'none' && condition === 'none')) return [];
  const words = texts.email.back;
  const back = say(words[way]);
  const wayOn = {
    none: capital(back),
    // A report leaves the line as it is: whoever pays later has the same way back.
    aside: capital(back),
    changed: say(words.changed, { way: back }),
    inTime: say(words.instead, { way: back }),
  };
  const paragraphs = [condition === 'none' ? '' : say(words.inTime), back === '' ? '' : wayOn[condition]];
  const list = way === 'whole' || way === 'steps' || way === 'lockout' ? stepList(writer) : [];
  const closing = (facts.announced ?? []).some((action) => action.kind === 'close');
  const after = [
    ...(list.length > 0 && asksForBills(facts) ? [say(texts.email.steps.enough)] : []),
    ...(closing ? [say(words.closed)] : []),
  ];
  const heading = say(condition === 'none' ? words.heading : words.paying);
  return [{ heading, paragraphs: paragraphs.filter((one) => one !== ''), list, after }];
}

function stepsSection(writer: Writer): Section[] {
  const { facts, texts, say } = writer;
  const words = texts.email.steps;
  const list = stepList(writer);
  if (list.length === 0 && facts.lockoutUntil === undefined) return [];
  const lead = facts.lockoutUntil === undefined ? words.next : words.lockout;
  return [
    {
      heading: say(words.heading),
      paragraphs: [say(lead)],
      list,
      after: [
        ...(asksForBills(facts) ? [say(words.enough)] : []),
        ...(list.length > 0 ? [say(texts.email.relapsing)] : []),
      ],
    },
  ];
}

const pay = ({ texts, say }: Writer): Section => ({
  heading: say(texts.email.pay.heading),
  paragraphs: [say(texts.email.pay.text)],
});
const owing = (writer: Writer): Section[] => (writer.facts.arrears > 0 ? [pay(writer)] : []);

/** RULES CN-15: what is reported can be objected to. */
const objection = ({ texts, say }: Writer): Section => ({
  heading: say(texts.email.reportWrong.heading),
  paragraphs: [say(texts.email.reportWrong.text)],
});

function help({ facts, texts, say }: Writer): Section {
  const { text, short, review, ...headings } = texts.email.help;
  const paragraphs = { pay: [text], payReview: [text, review], review: [short, review], questions: [short] };
  const way = helpOf(facts);
  const heading = {
    pay: headings.heading,
    payReview: headings.heading,
    review: headings.disagree,
    questions: headings.questions,
  };
  return { heading: say(heading[way]), paragraphs: paragraphs[way].map((one) => say(one)) };
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
