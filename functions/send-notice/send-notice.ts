import type { Loaded } from '../adapters/ledger-store.ts';
import type { Sender, SendResult } from '../adapters/sender.ts';
import { TryAgain } from '../contracts/errors.ts';
import type { ActInput, ActOutput } from '../contracts/workflow.ts';
import { applied, recorded } from '../domain/apply.ts';
import { addressOf } from '../domain/contact.ts';
import { factsOf } from '../domain/explain.ts';
import type { Notice } from '../domain/ledger.ts';
import type { Letter } from '../domain/messages.ts';
import { claim, noticeEvent } from '../domain/notices.ts';
import { type Asker, type Rules, viewAt } from '../domain/view.ts';
import type { MessageFacts, RenderedMessage } from '../messages/facts.ts';
import { DONE, lookAgain, STALE, type WorkflowDeps } from '../workflow/perform.ts';

export interface SendDeps extends WorkflowDeps {
  send: Sender;
  render: (facts: MessageFacts) => RenderedMessage;
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
 * Claimed, sent, recorded. A crash in between leaves the claim, which is never sent again blindly; a message that
 * certainly did not go out is released and comes up again. Answers the ledger as it reads afterwards.
 */
export function deliverLetter({ ledger, send, render, now }: SendDeps) {
  return async (
    loaded: Loaded,
    { letter, rules, asker }: { letter: Letter; rules: Rules; asker: Asker },
  ): Promise<Loaded> => {
    const view = viewAt(loaded, rules, { now: now(), asker });
    const message = render(factsOf(view, letter));
    const changes = claim(view, letter);
    await ledger.save(loaded, changes);
    const claimed = applied(loaded, changes);
    const to = addressOf(loaded.customer, letter.channel) ?? '';
    const { accountId } = loaded.account;
    const result = await send({ noticeId: letter.noticeId, accountId, channel: letter.channel, to, message });
    if (result.kind === 'later') {
      await ledger.release(loaded, letter.noticeId, changes.audit.at);
      throw new TryAgain(`the provider refused for now: ${result.reason}`);
    }
    if (result.kind === 'unknown') return claimed;
    const notice = withStatus(changes.notices[0], result);
    const audit = {
      accountId,
      ...(letter.caseId === undefined ? {} : { caseId: letter.caseId }),
      at: now(),
      by: 'cureflow',
      act: `${notice.status}:${letter.key}:${letter.channel}`,
      why: { noticeId: notice.noticeId, ...(result.kind === 'refused' ? { reason: result.reason } : {}) },
      events: [noticeEvent(accountId, notice)],
    };
    await ledger.record(accountId, {
      notice,
      audit,
      ...(result.kind === 'sent' ? { providerId: result.providerId } : {}),
    });
    return recorded(claimed, notice);
  };
}

function withStatus(notice: Notice | undefined, result: SendResult): Notice {
  if (notice === undefined) throw new Error('a claim holds the notice it claims');
  return { ...notice, status: result.kind === 'sent' ? 'sent' : 'failed' };
}
