import { expect, test } from 'vitest';
import { csvRows, readCsv } from '../../lib/local/csv.ts';

test.each([
  [
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['"a,1","b""c",""', [['a,1', 'b"c', '']]],
  ['"two\nlines",x', [['two\nlines', 'x']]],
  ['a,,\n', [['a', '', '']]],
  ['\n\na\n\n', [['a']]],
  ['in"side,x', [['in"side', 'x']]],
  // As the service reads it, not RFC 4180: a backslash escapes another one, a quote and a comma, and goes otherwise.
  ['C:\\\\Files\\x\\,y', [['C:\\Filesx,y']]],
  ['\uFEFFa', [['a']]],
  ['', []],
])('%j is read', (text, expected) => {
  expect(readCsv(text).map((one) => one.cells)).toEqual(expected);
});

test('a record is where it begins, whatever line breaks are in its cells', () => {
  expect(readCsv('a\n"b\nc"\n\nd').map((one) => one.line)).toEqual([1, 2, 5]);
});

test('rows go by the names of the first record; what is missing is empty, what is too much goes', () => {
  expect(csvRows('a, b\n1\n1,2,3').map((one) => one.row)).toEqual([
    { a: '1', b: '' },
    { a: '1', b: '2' },
  ]);
});
