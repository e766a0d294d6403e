import type { Day } from '../contracts/time.ts';
import type { Say, Text, Texts, Values } from './catalogue.ts';
import type { LineFacts, MessageFacts } from './facts.ts';
import { formatDay, formatMoney } from './format.ts';
import { backOf, conditionOf, lineOf, nextOf, owedOf, stepsAhead, templateOf, undoneOf, whatOf } from './pieces.ts';

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
/** An email before it becomes text or HTML. */
export interface Letter {
  subject: string;
  sender: string;
  title: string;
  greeting: string;
  lead: string[];
  rows: Row[];
  sections: Section[];
  footer: string;
}

interface Pen {
  facts: MessageFacts;
  texts: Texts;
  values: Values;
  say: (text: Text, more?: Values) => string;
  money: (amount: number | undefined) => string;
  day: (on: Day) => string;
}

export function letterOf(facts: MessageFacts, texts: Texts, on: { say: Say; values: Values }): Letter {
  const { email } = texts;
  const pen: Pen = {
    facts,
    texts,
    values: on.values,
    say: (text, more) => on.say(text, more === undefined ? on.values : { ...on.values, ...more }),
    money: (amount) => (amount === undefined ? '' : formatMoney(amount, facts.currency, facts.locale)),
    day: (one) => formatDay(one, facts.locale),
  };
  const words = email[templateOf(facts)];
  const line = lineOf(facts);
  const pieces = {
    changed: facts.line === undefined ? '' : pen.say(texts.changed[facts.line.action]),
    line: line === undefined ? '' : pen.say(email.line[line.status]),
    disputedToo: facts.disputed === undefined ? '' : pen.say(email.disputed),
    undone: pen.say(email.undone[undoneOf(facts)]),
    owed: pen.say(email.owed[owedOf(facts)]),
  };
  return {
    subject: pen.say(words.subject),
    sender: String(on.values.lender),
    title: capital(pen.say(words.title)),
    greeting: pen.say(email.greeting),
    lead: words.lead.map((text) => pen.say(text, pieces)).filter((text) => text !== ''),
    rows: rowsOf(pen),
    sections: sectionsOf(pen),
    footer: pen.say(email.stop),
  };
}

function rowsOf({ facts, texts, values, say, day, money }: Pen): Row[] {
  const { labels, ...email } = texts.email;
  const { kind, line, lineNow, repair, since, reminder, disputed, daysPastDue = 0 } = facts;
  const lineValue = ({ status, limit }: LineFacts) =>
    status === 'closed'
      ? texts.status.closed
      : say(email.lineValue, { limit: money(limit), status: texts.status[status] });
  // A reminder is about another bill: what is overdue has a section of its own.
  const owes = facts.arrears > 0 && !['cure', 'repair', 'reminder'].includes(kind);
  const rows: [label: string, value: string | undefined | false][] = [
    [labels.account, say(email.accountValue)],
    [labels.due, reminder && money(reminder.outstanding)],
    [labels.dueOn, reminder && day(reminder.dueOn)],
    [labels.overdue, owes && money(facts.arrears)],
    [labels.since, owes && since !== undefined && day(since)],
    [labels.days, owes && daysPastDue > 0 && say(email.daysValue)],
    [labels.disputed, kind !== 'reminder' && disputed !== undefined && money(disputed)],
    [labels.step, kind === 'repair' && repair !== undefined && !facts.whole && say(email.stepValue)],
    [labels.before, line && lineValue(line.from)],
    [labels.now, line ? lineValue(line.to) : lineNow && lineValue(lineNow)],
    [labels.changedOn, kind !== 'limit' && line && String(values.changedOn)],
    [labels.reason, kind === 'repair' && line && String(values.reason)],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function sectionsOf(pen: Pen): Section[] {
  const { facts } = pen;
  switch (facts.kind) {
    case 'reminder':
      return [...besides(pen), pay(pen), help(pen, [])];
    case 'notice':
    case 'reversal':
      return [next(pen), ...back(pen), pay(pen), help(pen, reviewable(pen))];
    case 'limit':
      if (facts.line?.action === 'restore') return [questions(pen)];
      if (facts.otherAccount !== undefined) return [next(pen), ...back(pen), pay(pen), help(pen, reviewable(pen))];
      return facts.arrears > 0
        ? [...back(pen), pay(pen), help(pen, reviewable(pen))]
        : [...back(pen), disagree(pen, reviewable(pen))];
    case 'cure':
    case 'repair':
      return [...stepsSection(pen), questions(pen)];
    case 'withdrawal':
      return [...(facts.arrears > 0 ? [pay(pen)] : []), questions(pen)];
  }
}

/** RULES CN-17: a decision on a limit can be reviewed by a person. */
const reviewable = ({ facts, texts, say }: Pen): string[] =>
  facts.line !== undefined || facts.relapsed || (facts.announced ?? []).length > 0
    ? [say(texts.email.help.review)]
    : [];

function next({ facts, texts, say, day, money }: Pen): Section {
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
  });
  return { heading: say(words.heading), paragraphs: [paragraph], items, after };
}

function besides({ facts, texts, say, day, money }: Pen): Section[] {
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

function stepList({ facts, texts, say, day, money }: Pen): string[] {
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

function back(pen: Pen): Section[] {
  const { facts, texts, say } = pen;
  const way = backOf(facts);
  const condition = conditionOf(facts);
  if (way === 'restored' || (way === 'none' && condition === 'none')) return [];
  const words = texts.email.back;
  const back = say(words[way]);
  const wayOn = {
    none: capital(back),
    changed: say(words.changed, { way: back }),
    inTime: say(words.instead, { way: back }),
  };
  const paragraphs = [condition === 'none' ? '' : say(words.inTime), back === '' ? '' : wayOn[condition]];
  const list = way === 'steps' || way === 'lockout' ? stepList(pen) : [];
  const closing = (facts.announced ?? []).some((action) => action.kind === 'close');
  const after = [
    ...(list.length > 0 && asksForBills(facts) ? [say(texts.email.steps.enough)] : []),
    ...(closing ? [say(words.closed)] : []),
  ];
  const heading = say(condition === 'none' ? words.heading : words.paying);
  return [{ heading, paragraphs: paragraphs.filter((one) => one !== ''), list, after }];
}

function stepsSection(pen: Pen): Section[] {
  const { facts, texts, say } = pen;
  const words = texts.email.steps;
  const list = stepList(pen);
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

const pay = ({ texts, say }: Pen): Section => ({
  heading: say(texts.email.pay.heading),
  paragraphs: [say(texts.email.pay.text)],
});
const help = ({ texts, say }: Pen, more: string[]): Section => ({
  heading: say(texts.email.help.heading),
  paragraphs: [say(texts.email.help.text), ...more],
});
const disagree = ({ texts, say }: Pen, more: string[]): Section => ({
  heading: say(texts.email.help.disagree),
  paragraphs: [say(texts.email.help.short), ...more],
});
const questions = ({ texts, say }: Pen): Section => ({
  heading: say(texts.email.help.questions),
  paragraphs: [say(texts.email.help.short)],
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function letterText(letter: Letter, row: (one: Row) => string): string {
  const blocks = [
    [letter.greeting, ...letter.lead].join('\n\n'),
    letter.rows.map(row).join('\n'),
    ...letter.sections.map(({ heading, paragraphs = [], items = [], list = [], after = [] }) =>
      [
        heading,
        ...paragraphs,
        ...items.map((item) => [`- ${item.title}`, ...item.rows.map((one) => `  ${row(one)}`)].join('\n')),
        ...list.map((text) => `- ${text}`),
        ...after,
      ].join('\n'),
    ),
    letter.footer,
  ];
  return `${blocks.join('\n\n')}\n`;
}
