// One page to read through: every text of a policy, in the order of a borrower's life. Nothing in it comes from elsewhere.
import type { Policy } from '../../functions/contracts/policy.ts';
import type { MessageFacts } from '../../functions/messages/facts.ts';
import { localeFor } from '../../functions/messages/format.ts';
import { type RenderOptions, render } from '../../functions/messages/render.ts';
import { smsParts } from '../../functions/messages/sms-parts.ts';
import { stretches, stretchOf, titleOf, whenOf } from './describe.ts';
import { html, joined, type Markup, raw } from './markup.ts';
import { script, styles } from './page-style.ts';
import { costsOf, costText, waysOf } from './routes.ts';
import { inLocale, type Situation, situations } from './situations.ts';

/** A policy as a reader finds it again. */
export interface Previewed {
  file: string;
  policy: Policy;
}
export interface PreviewOptions extends Pick<RenderOptions, 'lender' | 'contact'> {
  locales: readonly string[];
}

export function previewPage(policies: readonly Previewed[], options: PreviewOptions): string {
  const books = policies.flatMap((one) => {
    const all = situations(one.policy);
    return options.locales.map((locale, index) => ({
      ...one,
      locale,
      all,
      id: `${one.policy.product}-${one.policy.version}-${index}`,
    }));
  });
  const title = `Messages: ${policies.map(({ policy }) => `${policy.product} ${policy.version}`).join(', ')}`;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${raw(styles)}</style></head>
<body><main>${joined(books.map((book) => bookOf(book, options)))}</main><script>${raw(script)}</script></body></html>
`;
  return page.markup;
}

interface Book extends Previewed {
  locale: string;
  all: readonly Situation[];
  id: string;
}

function bookOf(book: Book, options: PreviewOptions): Markup {
  const { policy, locale, all, id, file } = book;
  const chapters = stretches.flatMap((stretch, index) => {
    const told = all.filter((one) => stretchOf(one) === stretch);
    return told.length === 0 ? [] : [{ stretch, told, id: `${id}-${index}` }];
  });
  const [first] = all;
  const version = first && render(inLocale(first.facts[0], locale), options).templateVersion;
  const facts: [string, string][] = [
    ['Policy', `${policy.product}, version ${policy.version} (${file})`],
    ['Texts', `${localeFor(locale)} for ${locale}${version === undefined ? '' : `, template version ${version}`}`],
    ['Jurisdiction', policy.jurisdiction],
    ['Amounts', policy.currency],
    ['Messages', String(all.length)],
  ];
  return html`<article class="book" id="${id}"><header><h1>${policy.product} <span>${policy.version}</span> <span class="tag">${locale}</span></h1>
<dl>${joined(facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>
<p class="hint">Each message is taken from a life played through the policy; names, amounts and days are examples. Days of
tiers and actions are delinquent days. Caps and quiet days are left out: they move a message to another day.</p>
<nav>${joined(chapters.map((one) => html`<a href="#${one.id}">${one.stretch}</a>`))}</nav></header>
${joined(
  chapters.map(
    (one) =>
      html`<section id="${one.id}"><h2>${one.stretch}</h2>${joined(one.told.map((each) => messageOf(each, book, options)))}</section>`,
  ),
)}</article>`;
}

function messageOf(situation: Situation, { policy, locale }: Book, options: PreviewOptions): Markup {
  const { facts, life, statutory } = situation;
  const channels = facts.map((one) => one.channel);
  return html`<div class="message"><h3>${titleOf(situation)}</h3>
<p class="when"><b>Comes</b> ${whenOf(policy, situation)}.</p>
<p class="tags"><span class="tag ${statutory ? 'right' : ''}">${statutory ? 'statutory: no one-click opt-out' : 'courtesy: can be opted out of'}</span>
<span class="tag">${howSent(policy, situation, channels)}</span>
<span class="from">one who ${life}, on ${facts[0].today}</span></p>
<div class="channels">${joined(
    facts.map((one) => {
      const told = inLocale(one, locale);
      return one.channel === 'sms' ? smsOf(told, policy, options) : emailOf(told, options);
    }),
  )}</div></div>`;
}

function howSent(policy: Policy, { facts: [facts] }: Situation, channels: readonly string[]): string {
  const tier = facts.kind === 'notice' ? policy.tiers.find((one) => one.id === facts.tier?.id) : undefined;
  if (channels.length < 2) return channels.join('');
  return tier?.all ? `on ${channels.join(' and ')}` : channels.join(', or else ');
}

function smsOf(facts: MessageFacts, policy: Policy, options: PreviewOptions): Markup {
  const ways = waysOf(policy);
  return html`<div class="sms"><h4>Text message</h4>${joined(
    ways.map(({ profile, routes }) => {
      const signature = profile === 'china' ? ('carrier' as const) : ('text' as const);
      const { text } = render(facts, { ...options, signature });
      const { encoding, characters, bytes, parts } = smsParts(text);
      const costs = costText(policy, costsOf(policy, routes, parts.length));
      return html`${ways.length > 1 ? html`<p class="way">${wayTitle(routes)}${profile === 'china' ? ': signed by the carrier' : ''}</p>` : ''}
<p class="bubble" lang="${localeFor(facts.locale)}">${joined(parts.map((part) => html`<span>${part}</span>`))}</p>
<p class="figures">${encoding}, ${characters} characters, ${bytes} bytes, <b>${parts.length} ${parts.length === 1 ? 'part' : 'parts'}</b>${costs === '' ? '' : html`; a thousand: ${costs}`}</p>`;
    }),
  )}</div>`;
}

const wayTitle = (routes: readonly string[]): string =>
  `To numbers of ${routes.map((one) => (one === 'default' ? 'other countries' : one)).join(', ')}`;

function emailOf(facts: MessageFacts, options: PreviewOptions): Markup {
  const { subject = '', text, html: body = '' } = render(facts, options);
  const lang = localeFor(facts.locale);
  // Scripts stay off in the frames; the page itself may look inside to give each its height.
  const frame = (name: string, width: string) =>
    html`<figure class="${name}"><figcaption>${width}</figcaption><iframe sandbox="allow-same-origin" title="${subject}" lang="${lang}" srcdoc="${body}"></iframe></figure>`;
  return html`<div class="email"><h4>Email</h4><p class="subject" lang="${lang}"><b>${subject}</b></p>
<div class="frames">${frame('phone', 'as a phone shows it, 375 px')}${frame('wide', 'as a wide window shows it')}</div>
<details><summary>Text part</summary><pre lang="${lang}">${text}</pre></details></div>`;
}
