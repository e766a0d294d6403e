// What only a world on this machine has: a clock that can be moved, and the messages as they were received.
import { type Instant, normalInstant } from '../../functions/contracts/time.ts';
import type { LocalWorld } from '../local/world.ts';
import type { Move, Moved, Page, ReceivedMessage } from './answers.ts';
import { Problem } from './problems.ts';

/** One request moves the clock no further, so that it is answered in good time; the page asks again. */
const MOST_DAYS = 7;
const DAY_MS = 86_400_000;
const PAGE = 25;

export function localHands(world: LocalWorld) {
  const { clock, outbox, published } = world;
  const now = (): Instant => normalInstant(clock.now());

  async function move(asked: Move): Promise<Moved> {
    if ('next' in asked) return toNextEvent();
    const to = Date.parse(asked.to);
    if (Number.isNaN(to)) throw new Problem('bad-input', `${asked.to} is no instant.`);
    if (to <= clock.now()) throw new Problem('bad-input', `The clock stands at ${now()} and does not run back.`);
    await world.runUntil(Math.min(to, clock.now() + MOST_DAYS * DAY_MS));
    return { now: now() };
  }

  /** Something happens when a message goes out or others are told of something. */
  async function toNextEvent(): Promise<Moved> {
    const happened = () => outbox.messages.length + published.length;
    const before = happened();
    const latest = clock.now() + MOST_DAYS * DAY_MS;
    for (let next = clock.next(); next !== undefined && next <= latest; next = clock.next()) {
      await world.runUntil(next);
      if (happened() > before) return { now: now() };
    }
    await world.runUntil(latest);
    return { now: now(), quiet: true };
  }

  /** Newest first. `search` looks into addresses and texts. */
  function received({ from = 0, channel = '', search = '' }: { from?: number; channel?: string; search?: string }) {
    const wanted = search.toLowerCase();
    const rows: ReceivedMessage[] = [];
    for (let at = outbox.messages.length - 1 - from; at >= 0; at -= 1) {
      const one = outbox.messages[at];
      if (one === undefined || (channel !== '' && one.channel !== channel)) continue;
      if (!`${one.to} ${one.subject ?? ''} ${one.text} ${one.noticeId}`.toLowerCase().includes(wanted)) continue;
      if (rows.length === PAGE) return { rows, next: String(outbox.messages.length - 1 - at) } as Page<ReceivedMessage>;
      rows.push(shown(one));
    }
    return { rows } as Page<ReceivedMessage>;
  }

  function mail(id: string): string {
    const html = outbox.messages.find((one) => one.messageId === id)?.html;
    if (!html) throw new Problem('unknown', `There is no mail ${id}.`);
    return html;
  }

  return { now, move, received, mail };
}

export type LocalHands = ReturnType<typeof localHands>;

function shown({
  messageId,
  at,
  channel,
  via,
  to,
  subject,
  text,
  html,
  noticeId,
}: LocalWorld['outbox']['messages'][0]) {
  return {
    id: messageId,
    at: normalInstant(at),
    channel,
    to,
    text,
    noticeId,
    hasHtml: Boolean(html),
    ...(via === undefined ? {} : { via }),
    ...(subject ? { subject } : {}),
  };
}
