import type { contentParts } from '../contracts/rules.ts';
import { footerOf } from './email.ts';
import type { MessageFacts } from './facts.ts';
import { helpOf, undoneOf } from './pieces.ts';
import { penFor } from './render.ts';
import { gsmFriendly, paysNow } from './sms.ts';
import type { Pen, RenderOptions } from './values.ts';

export type ContentPart = (typeof contentParts)[number];

/**
 * For each part of what a message must say the words by which this one says it, to be looked for in its text; none
 * where there is nothing of the kind to say: a cure names no amount.
 */
export function contentPartsOf(
  facts: MessageFacts,
  options: RenderOptions = {},
): Readonly<Record<ContentPart, string | undefined>> {
  const pen = penFor(facts, options);
  const { texts, values, shown } = pen;
  const sms = facts.channel === 'sms';
  const say = (text: Parameters<Pen['say']>[0]) => pen.say(text, values);
  const owes = facts.arrears > 0 && facts.kind !== 'cure' && facts.kind !== 'repair';
  const { reminder } = facts;
  const way = helpOf(facts);
  const parts: Record<ContentPart, string | undefined> = {
    sender: sms && options.signature === 'carrier' ? undefined : String(values.lender),
    account: String(values.accountEnd),
    amount: reminder ? shown.money(reminder.outstanding) : owes ? shown.money(facts.arrears) : undefined,
    since: reminder ? shown.day(reminder.dueOn) : owes && facts.since ? shown.day(facts.since) : undefined,
    reason: reasonOf(pen),
    howToPay: paysNow(facts) && paysHere(facts) ? say(sms ? texts.sms.pay : texts.email.pay.text) : undefined,
    help: say(sms ? texts.sms.help[way] : texts.email.help[way === 'pay' || way === 'payReview' ? 'text' : 'short']),
    review:
      way !== 'payReview' && way !== 'review' ? undefined : say(sms ? texts.sms.help[way] : texts.email.help.review),
    optOut: sms ? say(texts.sms.stop) : footerOf(pen),
  };
  if (!sms) return parts;
  const said = Object.entries(parts).map(([part, words]) => [part, words === undefined ? words : gsmFriendly(words)]);
  return Object.fromEntries(said);
}

/** A cure and a repair step have a rest within the tolerance at most, of which they do not speak. */
const paysHere = ({ kind }: MessageFacts): boolean => kind !== 'cure' && kind !== 'repair';

/** Why something happened, or is going to. RULES CN-17, US-8. */
function reasonOf({ facts, texts, values, say, shown }: Pen): string | undefined {
  const { kind, channel } = facts;
  if (kind === 'withdrawal') return say((channel === 'sms' ? texts.sms : texts.email).undone[undoneOf(facts)], values);
  if (facts.relapsed) return say(texts.relapsed, values);
  if (facts.otherAccount !== undefined) return String(channel === 'sms' ? values.otherEnd : values.otherAccount);
  if (kind === 'limit' && facts.line !== undefined) return String(values.reason);
  if (facts.reported && channel === 'email') return String(values.reason);
  if (!facts.reported && (facts.announced === undefined || facts.announced.length === 0)) return undefined;
  // An SMS is short: what is owed stands in it as the reason.
  return channel === 'sms' ? shown.money(facts.arrears) : say(texts.email.next.reason, values);
}
