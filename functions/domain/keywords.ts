// What a borrower may write back, in any case, half or full width, quoted or with a full stop.

/** RULES US-12, CN-21: each of these alone ends text messages. T is what the texts themselves name. */
const STOP = [
  ...['stop', 'stopall', 'quit', 'end', 'revoke', 'opt out', 'optout', 'cancel', 'unsubscribe'],
  ...['t', 'td', 'r', '退订', '退訂', '停止'],
];
const START = ['start', 'unstop', 'opt in', 'optin', 'subscribe', '恢复', '恢復', '订阅', '訂閱', '开始', '開始'];

export type Reply = 'stop' | 'start' | 'other';

/** One of the words and nothing else: who writes a sentence is read by a person. */
export function readReply(text: string): Reply {
  const word = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\p{C}\p{Z}]+/gu, ' ')
    .trim();
  if (STOP.includes(word)) return 'stop';
  return START.includes(word) ? 'start' : 'other';
}
