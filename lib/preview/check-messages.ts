// What is wrong with the messages that a policy makes of the texts: found before anybody is written to.
import type { Policy } from '../../functions/contracts/policy.ts';
import type { ContactRule } from '../../functions/contracts/rules.ts';
import { catalogues } from '../../functions/messages/catalogues.ts';
import { contentPartsOf } from '../../functions/messages/content.ts';
import type { MessageFacts } from '../../functions/messages/facts.ts';
import { templateOf, tierTextOf } from '../../functions/messages/pieces.ts';
import { type RenderOptions, render } from '../../functions/messages/render.ts';
import { SMS_BYTES, smsParts } from '../../functions/messages/sms-parts.ts';
import type { Path } from '../../functions/policies/problem.ts';
import { LINK, ruleText } from '../texts/check.ts';
import type { PlacedProblem, TextFile } from '../texts/files.ts';
import { titleOf } from './describe.ts';
import { waysOf } from './routes.ts';
import { inLocale, type Situation } from './situations.ts';

/** What a Chinese carrier takes, counted as it counts. RULES CN-22. */
const CARRIER_CHARACTERS = 500;
// Characters that no text holds, around what is filled in.
const OPEN = '\ue000';
const CLOSE = '\ue001';
const mark = (value: string): string => `${OPEN}${value}${CLOSE}`;

const PARTS: Readonly<Record<keyof ReturnType<typeof contentPartsOf>, string>> = {
  sender: 'who writes',
  account: 'which account it is about',
  amount: 'what is owed',
  since: 'since when it is owed',
  reason: 'why',
  howToPay: 'how to pay',
  help: 'whom to ask',
  review: 'that a person can review it',
  optOut: 'how such messages can be stopped',
};

export interface Telling {
  policy: Policy;
  situations: readonly Situation[];
  /** In force, of the policy's jurisdiction. */
  rules: readonly ContactRule[];
  /** Stands in for the renderer in tests. */
  render?: typeof render;
}

/** Every message of a policy in one language, on every way that the policy names. */
export function checkMessages(file: TextFile, telling: Telling): PlacedProblem[] {
  const problems = new Map<string, PlacedProblem>();
  for (const situation of telling.situations)
    for (const told of situation.facts) {
      const facts = inLocale(told, file.locale);
      const path = placeOf(facts, file);
      for (const message of complaints(facts, telling)) {
        // One text is told in many situations: the first that shows what is wrong is enough.
        const key = `${path.join('.')} ${message.what}`;
        const said = `${message.what}${message.figure ?? ''}, as told in "${titleOf(situation)}"${message.rule ?? ''}`;
        if (!problems.has(key)) problems.set(key, file.at(path, said));
      }
    }
  return [...problems.values()];
}

interface Complaint {
  what: string;
  figure?: string;
  rule?: string;
}

function* complaints(facts: MessageFacts, telling: Telling): Iterable<Complaint> {
  const write = telling.render ?? render;
  for (const options of optionsFor(facts, telling.policy)) {
    try {
      const { text } = write(facts, options);
      if (facts.channel === 'sms') yield* ofSms(text, options, () => write(facts, { ...options, mark }).text);
      yield* ofContent(facts, text, { options, rules: telling.rules });
    } catch (error) {
      yield { what: `cannot be told: ${error instanceof Error ? error.message : error}` };
    }
  }
}

const optionsFor = ({ channel }: MessageFacts, policy: Policy): RenderOptions[] =>
  channel === 'email'
    ? [{}]
    : waysOf(policy).map(({ profile }) => ({
        signature: profile === 'china' ? ('carrier' as const) : ('text' as const),
      }));

function* ofSms(text: string, { signature }: RenderOptions, marked: () => string): Iterable<Complaint> {
  const { bytes, units } = smsParts(text);
  if (bytes > SMS_BYTES) yield { what: `has more than ${SMS_BYTES} bytes`, figure: `: ${bytes}` };
  if (signature !== 'carrier') return;
  const rule = ' (profile china, CN-22)';
  if (units > CARRIER_CHARACTERS)
    yield { what: `has more than ${CARRIER_CHARACTERS} characters`, figure: `: ${units}`, rule };
  if (/[【】]/.test(text)) yield { what: 'holds 【 or 】, where the carrier adds the signature', rule };
  const words = marked();
  if (new RegExp(`${CLOSE}\\s*${OPEN}`).test(words))
    yield { what: 'has two variables side by side', figure: around(words), rule };
  const linked = words.match(new RegExp(`${OPEN}[^${CLOSE}]*${CLOSE}`, 'g'))?.find((value) => LINK.test(value));
  if (linked !== undefined) yield { what: 'has a link inside a variable', figure: `: ${linked.slice(1, -1)}`, rule };
}

/** The two, with a little of what stands around them. */
function around(words: string): string {
  const at = words.search(new RegExp(`${CLOSE}\\s*${OPEN}`));
  const near = words.slice(Math.max(0, words.lastIndexOf(OPEN, at)), words.indexOf(CLOSE, at + 1));
  return `: ${near.replaceAll(OPEN, '{').replaceAll(CLOSE, '}')}}`;
}

function* ofContent(
  facts: MessageFacts,
  text: string,
  { options, rules }: { options: RenderOptions; rules: readonly ContactRule[] },
): Iterable<Complaint> {
  const asking = rules.filter(
    ({ required, channels }) =>
      required !== undefined &&
      (required.kinds === undefined || required.kinds.includes(facts.kind)) &&
      (channels === undefined || channels.includes(facts.channel)),
  );
  if (asking.length === 0) return;
  const said = contentPartsOf(facts, options);
  const seen = spaceless(text);
  for (const rule of asking)
    for (const part of rule.required?.parts ?? []) {
      const words = said[part];
      // There is nothing of the kind to say in every message: a cure names no amount.
      if (words === undefined || (words !== '' && seen.includes(spaceless(words)))) continue;
      yield { what: `does not say ${PARTS[part]} (${part})`, rule: `, against ${ruleText(rule)}` };
    }
}

const spaceless = (text: string): string => text.replace(/\s+/g, '').toLowerCase();

/** The text that a message begins with; its pieces stand near it. */
function placeOf(facts: MessageFacts, { locale }: TextFile): Path {
  const own = tierTextOf(facts, catalogues().texts[locale]);
  const part = facts.channel === 'sms' ? ['sms'] : ['email'];
  if (own?.[facts.channel] !== undefined) return ['tiers', facts.tier?.id ?? '', ...part];
  return [...part, templateOf(facts)];
}
