import { expect, test } from 'vitest';
import { type Fields, filled, templateOf } from '../../functions/messages/fill.ts';

const fill = (source: string, fields: Fields) => filled(templateOf(source), fields);

test.each<[source: string, fields: Fields, html: string]>([
  [
    '<p>{{name}}</p>',
    { name: `<b>"O'Neil" & {{sons}}</b>` },
    '<p>&lt;b&gt;&quot;O&#39;Neil&quot; &amp; {{sons}}&lt;/b&gt;</p>',
  ],
  ['{{#words}}<li>{{.}}</li>{{/words}}.', { words: ['a', '<'] }, '<li>a</li><li>&lt;</li>.'],
  ['{{#words}}<li>{{.}}</li>{{/words}}.', { words: [] }, '.'],
  [
    '{{#cards}}{{title}}({{#rows}}{{label}},{{/rows}}){{/cards}}',
    {
      cards: [
        { title: 'A', rows: [{ label: '1' }, { label: '2' }] },
        { title: 'B', rows: [] },
      ],
    },
    'A(1,2,)B()',
  ],
])('the template %s is filled in, escaped', (source, fields, html) => {
  expect(fill(source, fields)).toBe(html);
});

test.each([
  ['{{#a}}{{/b}}', 'closes {{/b}} where it is not open'],
  ['{{/a}}', 'closes {{/a}} where it is not open'],
  ['{{#a}}', 'never closes {{#a}}'],
])('the template %s is refused: it %s', (source, reason) => {
  expect(() => templateOf(source)).toThrow(reason);
});

test('a marker that the letter has nothing for is refused by name', () => {
  expect(() => fill('{{sneder}}', { sender: 'A' })).toThrow('the unknown field {{sneder}}');
  expect(() => fill('{{#rwos}}{{/rwos}}', { rows: [] })).toThrow('the unknown list {{#rwos}}');
});
