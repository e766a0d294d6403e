import type { Text, Values } from './catalogue.ts';
import type { LineFacts } from './facts.ts';
import { lineOf, owedOf, templateOf, tierTextOf, undoneOf } from './pieces.ts';
import { capital, type Row, type Section, sectionsOf } from './sections.ts';
import type { Pen } from './values.ts';

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
  optOut?: { words: string; url: string };
}

export function letterOf(pen: Pen, { optOutUrl }: { optOutUrl?: string } = {}): Letter {
  const { facts, texts, values } = pen;
  const { email } = texts;
  const say = (text: Text, more?: Values) => pen.say(text, more === undefined ? values : { ...values, ...more });
  const words = tierTextOf(facts, texts)?.email ?? email[templateOf(facts)];
  const line = lineOf(facts);
  const pieces = {
    changed: facts.line === undefined ? '' : say(texts.changed[facts.line.action]),
    line: line === undefined ? '' : say(email.line[line.status]),
    disputedToo: facts.disputed === undefined ? '' : say(email.disputed),
    undone: say(email.undone[undoneOf(facts)]),
    report: facts.reportWithdrawn ? say(email.reportWithdrawn) : '',
    owed: say(email.owed[owedOf(facts)]),
  };
  return {
    subject: say(words.subject),
    sender: String(values.lender),
    title: capital(say(words.title)),
    greeting: say(email.greeting),
    lead: words.lead.map((text) => say(text, pieces)).filter((text) => text !== ''),
    rows: rowsOf(pen),
    sections: sectionsOf(pen),
    footer: footerOf(pen),
    ...(optOutUrl === undefined || facts.statutory ? {} : { optOut: { words: say(email.stopLink), url: optOutUrl } }),
  };
}

/** Nobody is offered not to be told what they have a right to be told, only to be told in another way. */
export const footerOf = ({ facts, texts, values, say }: Pen): string =>
  say(facts.statutory ? texts.email.anotherChannel : texts.email.stop, values);

function rowsOf({ facts, texts, values, say, shown: { day, money } }: Pen): Row[] {
  const { labels, ...email } = texts.email;
  const { kind, line, lineNow, repair, since, reminder, disputed, daysPastDue = 0 } = facts;
  const lineValue = ({ status, limit }: LineFacts) =>
    status === 'closed'
      ? texts.status.closed
      : say(email.lineValue, { ...values, limit: money(limit), status: texts.status[status] });
  // A reminder is about another bill: what is overdue has a section of its own.
  const owes = facts.arrears > 0 && !['cure', 'repair', 'reminder'].includes(kind);
  const rows: [label: string, value: string | undefined | false][] = [
    [labels.account, say(email.accountValue, values)],
    [labels.due, reminder && money(reminder.outstanding)],
    [labels.dueOn, reminder && day(reminder.dueOn)],
    [labels.overdue, owes && money(facts.arrears)],
    [labels.since, owes && since !== undefined && day(since)],
    [labels.days, owes && daysPastDue > 0 && say(email.daysValue, values)],
    [labels.disputed, kind !== 'reminder' && disputed !== undefined && money(disputed)],
    [labels.step, kind === 'repair' && repair !== undefined && !facts.whole && say(email.stepValue, values)],
    [labels.before, line && lineValue(line.from)],
    [labels.now, line ? lineValue(line.to) : lineNow && lineValue(lineNow)],
    [labels.changedOn, kind !== 'limit' && line && String(values.changedOn)],
    [labels.reason, kind === 'repair' && line && String(values.reason)],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

export function letterText(letter: Letter, row: (one: Row) => string): string {
  const { optOut } = letter;
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
    ...(optOut === undefined ? [] : [row({ label: optOut.words, value: optOut.url })]),
  ];
  return `${blocks.join('\n\n')}\n`;
}
