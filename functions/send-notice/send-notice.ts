import { type Evidence, evidenceItem } from '../adapters/evidence.ts';
import type { Loaded } from '../adapters/ledger-store.ts';
import type { Sender, SendResult } from '../adapters/sender.ts';
import { LedgerMoved, TryAgain } from '../contracts/errors.ts';
import type { ActInput, ActOutput } from '../contracts/workflow.ts';
import { applied, recorded } from '../domain/apply.ts';
import type { Changes } from '../domain/changes.ts';
import { addressOf } from '../domain/contact.ts';
import { factsOf } from '../domain/explain.ts';
import type { Notice } from '../domain/ledger.ts';
import { type Letter, policyOf } from '../domain/messages.ts';
import { claim, noticeEvent } from '../domain/notices.ts';
import { afterThrottle } from '../domain/pacing.ts';
import { smsRouteOf } from '../domain/sms-route.ts';
import { type Asker, type Rules, viewAt } from '../domain/view.ts';
import type { MessageFacts, RenderedMessage } from '../messages/facts.ts';
import type { RenderOptions } from '../messages/render.ts';
import { DONE, lookAgain, STALE, type WorkflowDeps } from '../workflow/perform.ts';

export interface SendDeps extends WorkflowDeps {
  send: Sender;
  /** Where a borrower stops emails they can do without. */
  optOutLink: (customerId: string, locale: string) => Promise<string>;
  render: (facts: MessageFacts, how: Pick<RenderOptions, 'signature' | 'optOutUrl'>) => RenderedMessage;
  /** From 0 up to, not including, 1. */
  chance: () => number;
}

export interface Delivered {
  /** The ledger as it reads afterwards. */
  loaded: Loaded;
  /** The provider was out of breath: the message is due again, later. */
  throttled: boolean;
}

/** Sends the message that the state machine decided on, if it is still due. */
export function sendNotice(deps: SendDeps) {
  const deliver = deliverLetter(deps);
  return async (input: ActInput): Promise<ActOutput> => {
    const { loaded, rules, decision, at } = await lookAgain(deps, input);
    if (decision.kind !== 'notice' || decision.act !== input.act) return STALE;
    await deliver(loaded, { letter: decision.letter, rules, asker: at.asker });
    return DONE;
  };
}

/**
 * Claimed with its text, sent, recorded. A crash in between leaves the claim, which is never sent again blindly; a message
 * that certainly did not go out is released and comes up again: after a throttle by itself, at another moment for every
 * account; after anything else the provider has against us when the call is tried again.
 */
export function deliverLetter({ ledger, send, render, optOutLink, now, chance }: SendDeps) {
  return async (
    loaded: Loaded,
    { letter, rules, asker }: { letter: Letter; rules: Rules; asker: Asker },
  ): Promise<Delivered> => {
    const view = viewAt(loaded, rules, { now: now(), asker });
    const { accountId } = view.account;
    const route = smsRouteOf(policyOf(view, letter), loaded.customer.phoneCountry);
    const optOut = await optOutOf(loaded, letter);
    const signature = route.profile === 'china' ? 'carrier' : 'text';
    const message = render(factsOf(view, letter), { signature, ...optOut });
    const changes = claim(view, letter);
    const to = addressOf(loaded.customer, letter.channel) ?? '';
    const evidence = evidenceItem({ ...textOf(changes, message), to }, policyOf(view, letter).records.keepYears);
    await ledger.save(loaded, changes, evidence);
    const claimed = applied(loaded, changes);
    const { noticeId, channel } = letter;
    const result = await send({ noticeId, accountId, channel, to, via: route.via, message, ...optOut });
    if (result.kind === 'later') {
      const throttled = result.throttled
        ? afterThrottle(view, { contact: policyOf(view, letter), channel }, chance())
        : undefined;
      await ledger.release(loaded, { noticeId, claimedAt: changes.audit.at, throttled });
      if (throttled === undefined) throw new TryAgain(`the provider refused for now: ${result.reason}`);
      return { loaded: await ledger.load(accountId), throttled: true };
    }
    const answered = result.kind === 'unknown' ? claimed : await record(claimed, { letter, changes, result });
    return { loaded: answered, throttled: false };
  };

  /** What the borrower has a right to be told comes without. */
  async function optOutOf({ customer }: Loaded, letter: Letter): Promise<{ optOutUrl?: string }> {
    if (letter.channel !== 'email' || letter.statutory) return {};
    return { optOutUrl: await optOutLink(customer.customerId, customer.locale) };
  }

  async function record(
    claimed: Loaded,
    { letter, changes, result }: { letter: Letter; changes: Changes; result: Answered },
  ): Promise<Loaded> {
    const { accountId } = claimed.account;
    const at = now();
    const notice: Notice =
      result.kind === 'sent'
        ? { ...claimedNotice(changes), status: 'sent', sentAt: at, providerId: result.providerId }
        : { ...claimedNotice(changes), status: 'failed' };
    const audit = {
      accountId,
      ...(letter.caseId === undefined ? {} : { caseId: letter.caseId }),
      at,
      by: 'cureflow',
      act: `${notice.status}:${letter.key}:${letter.channel}`,
      why: { noticeId: notice.noticeId, ...(result.kind === 'refused' ? { reason: result.reason } : {}) },
      events: [noticeEvent(accountId, notice)],
    };
    try {
      await ledger.record(accountId, { notice, audit });
      return recorded(claimed, notice);
    } catch (error) {
      // The provider's own event was here first: what became of the message is on record already.
      if (!(error instanceof LedgerMoved)) throw error;
      return ledger.load(accountId);
    }
  }
}

type Answered = Extract<SendResult, { kind: 'sent' | 'refused' }>;

function claimedNotice({ notices: [notice] }: Changes): Notice {
  if (notice === undefined) throw new Error('a claim holds the notice it claims');
  return notice;
}

/** What is kept of a message as evidence. */
function textOf(changes: Changes, { templateVersion, ...words }: RenderedMessage): Omit<Evidence, 'to'> {
  const { noticeId, accountId, customerId, caseId, channel, locale, policyVersion, at } = claimedNotice(changes);
  if (channel === 'none') throw new Error(`notice ${noticeId} goes out on no channel`);
  return {
    noticeId,
    accountId,
    customerId,
    ...(caseId === undefined ? {} : { caseId }),
    channel,
    locale,
    ...words,
    templateVersion,
    policyVersion,
    claimedAt: at,
  };
}
