import { expect, test } from 'vitest';
import { readReply } from '../../functions/domain/keywords.ts';

test.each([
  ['STOP', 'stop'],
  ['stop', 'stop'],
  ['  Stop. ', 'stop'],
  ['ＳＴＯＰ', 'stop'],
  ['“quit”', 'stop'],
  ['End!', 'stop'],
  ['REVOKE', 'stop'],
  ['opt  out', 'stop'],
  ['Opt-Out', 'stop'],
  ['cancel', 'stop'],
  ['UNSUBSCRIBE', 'stop'],
  ['TD', 'stop'],
  ['ｔｄ', 'stop'],
  ['T', 'stop'],
  ['r', 'stop'],
  ['退订', 'stop'],
  ['「退訂」', 'stop'],
  ['退订。', 'stop'],
  ['\u200bSTOP\u00a0', 'stop'],
  ['START', 'start'],
  ['unstop', 'start'],
  ['恢复', 'start'],
  ['恢復！', 'start'],
  ['N', 'other'],
  ['Please do not stop the plan', 'other'],
  ['TDA', 'other'],
  ['我已经还款', 'other'],
  ['', 'other'],
  ['…', 'other'],
] as const)('%j is read as %s', (text, reply) => {
  expect(readReply(text)).toBe(reply);
});
