import { describe, expect, test } from 'vitest';
import { type MappedField, mappingSchema } from '../../functions/contracts/mapping.ts';
import { mapRow } from '../../functions/ingest-lines/map-row.ts';
import { projectRoot } from '../../lib/local/template.ts';
import { readMapping, readMappings } from '../../lib/mappings/read.ts';

const read = (field: string | MappedField, cell: string) => {
  const mapping = mappingSchema.parse({ type: 'HoldReleased', id: 'x-{no}', time: 'at', detail: { it: field } });
  const { event, problems } = mapRow(mapping, { no: '1', at: '2026-03-01T00:00:00Z', cell, 'a b': 'c' });
  return problems.length > 0 ? problems.join('; ') : event.detail.it;
};
const at = (more: object): MappedField => ({ column: 'cell', ...more });

describe('a cell is read', () => {
  test.each<[string | MappedField, string, unknown]>([
    ['cell', ' text ', 'text'],
    ['cell', '', undefined],
    ['a b', '', 'c'],
    [{ value: 'CNY' }, 'x', 'CNY'],
    [{ value: false }, 'x', false],
    [{ text: '{a b}/{cell}' }, 'd', 'c/d'],
    [at({ as: 'number' }), '-12', -12],
    [at({ as: 'amount' }), '1.13', 113],
    [at({ as: 'amount' }), '12', 1200],
    [at({ as: 'amount' }), '12.5', 1250],
    [at({ as: 'amount', decimals: 0 }), '500', 500],
    [at({ as: 'amount', decimals: 3 }), '0.005', 5],
    [at({ as: 'amount' }), '-3.20', -320],
    [at({ as: 'boolean' }), 'Yes', true],
    [at({ as: 'boolean' }), '0', false],
    [at({ as: 'day' }), '2024-02-29', '2024-02-29'],
    [at({ as: 'day', format: 'YYYYMMDD' }), '20260301', '2026-03-01'],
    [at({ as: 'day', format: 'MM/DD/YYYY' }), '03/01/2026', '2026-03-01'],
    [at({ as: 'instant' }), '2026-03-01T08:00:00+08:00', '2026-03-01T08:00:00+08:00'],
    [at({ as: 'instant', zone: 'Asia/Shanghai' }), '2026-03-01 08:30', '2026-03-01T00:30:00Z'],
    [at({ as: 'instant', zone: 'Asia/Shanghai' }), '2026-03-01T08:30:15', '2026-03-01T00:30:15Z'],
    [at({ as: 'instant', zone: 'Asia/Shanghai' }), '2026-03-01', '2026-02-28T16:00:00Z'],
    [at({ values: { J: true, N: false } }), 'N', false],
    [at({ values: { '': 'none' } }), '', 'none'],
    [at({ values: { J: true } }), '', undefined],
  ])('%j of “%s”', (field, cell, expected) => {
    expect(read(field, cell)).toBe(expected);
  });

  test.each<[string | MappedField, string, string]>([
    ['nowhere', '', 'detail.it: there is no column nowhere'],
    [{ text: 'x-{cell}' }, '', 'detail.it: cell is empty'],
    [at({ as: 'number' }), '1.0', 'detail.it: "1.0" is no whole number'],
    [at({ as: 'amount' }), '1.001', 'detail.it: "1.001" is no amount with at most 2 decimals after a point'],
    [at({ as: 'amount' }), '1,000', 'detail.it: "1,000" is no amount with at most 2 decimals after a point'],
    [at({ as: 'amount' }), '99999999999999999', expect.stringContaining('is no amount') as never],
    [at({ as: 'boolean' }), 'maybe', 'detail.it: "maybe" is neither true nor false'],
    [at({ as: 'day' }), '2026-02-29', 'detail.it: "2026-02-29" is no day as YYYY-MM-DD'],
    [at({ as: 'day', format: 'DD.MM.YYYY' }), '1.3.2026', 'detail.it: "1.3.2026" is no day as DD.MM.YYYY'],
    [at({ as: 'instant', zone: 'UTC' }), '2026-03-01 8:30', expect.stringContaining('is no day') as never],
    [at({ values: { J: true } }), 'X', 'detail.it: "X" is none of J'],
  ])('%j of “%s” is a problem', (field, cell, expected) => {
    expect(read(field, cell)).toEqual(expected);
  });

  test('and a field in a field is one there', () => {
    const mapping = mappingSchema.parse({
      type: 'CustomerUpserted',
      id: '{no}',
      time: 'at',
      detail: { 'consent.sms': { column: 'sms', as: 'boolean' }, 'consent.email': { value: false } },
    });
    const { event } = mapRow(mapping, { '\uFEFFno': '1', at: '2026-03-01T00:00:00Z', sms: 'y' });
    expect(event).toMatchObject({ id: '1', detail: { consent: { sms: true, email: false } } });
  });
});

describe('a mapping', () => {
  test('of the samples is one', () => {
    expect([...readMappings(`${projectRoot}mappings`).keys()]).toEqual(['payments']);
    expect([...readMappings(`${projectRoot}nowhere`)]).toEqual([]);
  });

  test.each([
    [{ type: 'Surprise' }, /type/],
    [{ colour: 'red' }, /colour/],
    [{ detail: { a: { column: 'x', text: 'y' } } }, /column, text and value/],
    [{ detail: { a: { column: 'x', as: 'day', format: 'D.M.Y' } } }, /detail\.a/],
    [{ time: { column: 'x', zone: 'Asia/Nowhere' } }, /time/],
  ])('with %j is refused', (wrong, said) => {
    const whole = { type: 'HoldReleased', id: '{no}', time: 'at', detail: {}, ...wrong };
    const { error } = mappingSchema.safeParse(whole);
    expect(
      error?.issues.map(({ path, message, ...more }) => `${path.join('.')} ${message} ${JSON.stringify(more)}`).join(),
    ).toMatch(said);
  });

  test('that is no YAML is refused with its file', () => {
    expect(() => readMapping(`${projectRoot}test/data/drops/payments.csv`)).toThrow(/payments\.csv: /);
  });
});
