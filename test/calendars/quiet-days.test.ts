import { describe, expect, test } from 'vitest';
import { isQuiet } from '../../functions/domain/contact-window.ts';
import { quietDays } from '../../lib/calendars/quiet-days.ts';
import { aPolicy, day } from '../domain/builders.ts';

const span = { from: day('2026-01-01'), until: day('2026-12-31') };
const daysOf = (holidays: string, weekends = false) => {
  const found = quietDays({ weekends, holidays }, span);
  if (!('quiet' in found) || found.quiet === undefined) throw new Error(JSON.stringify(found));
  return found.quiet.days.filter((one) => one.startsWith('2026'));
};

describe('the calendar of mainland China', () => {
  test('has the breaks, and of the weekends those that are not worked', () => {
    const days = daysOf('CN', true);
    expect(days).toContain('2026-10-01');
    expect(days).toContain('2026-02-17'); // the spring festival
    expect(days).toContain('2026-01-10'); // an ordinary Saturday
    expect(days).not.toContain('2026-01-04'); // a Sunday that makes up for the new year's break
    expect(days).not.toContain('2026-02-28'); // a Saturday after the spring festival
  });

  test('without weekends has the breaks alone', () => {
    expect(daysOf('CN')).toHaveLength(33);
    expect(daysOf('CN')).not.toContain('2026-01-10');
  });

  test.each([
    ['2026-01-01', '2027-01-01', 2027],
    ['2003-01-01', '2026-01-01', 2003],
  ])('from %s until %s is refused for %i, which is not announced', (from, until, year) => {
    expect(quietDays({ weekends: true, holidays: 'CN' }, { from: day(from), until: day(until) })).toEqual({
      problem: expect.stringContaining(`is CN, whose holidays of ${year} chinese-days does not have`),
    });
  });
});

describe('calendars elsewhere', () => {
  test.each([
    ['US', '2026-11-26', '2026-11-27'],
    ['GB-ENG', '2026-08-31', '2026-08-03'],
    ['GB-SCT', '2026-01-02', '2026-08-31'],
    ['TW', '2026-10-10', '2026-10-11'],
    ['DE-BY', '2026-11-01', '2026-11-02'],
  ])('%s keeps %s and works on %s', (place, holiday, workday) => {
    expect(daysOf(place)).toContain(holiday);
    expect(daysOf(place)).not.toContain(workday);
  });

  test('weekends come with them where a policy asks for both', () => {
    expect(daysOf('US', true)).toContain('2026-01-10');
  });

  test('a place that is not known is refused', () => {
    expect(quietDays({ weekends: false, holidays: 'XX' }, span)).toEqual({
      problem: 'is XX, which date-holidays does not know',
    });
    expect(quietDays({ weekends: false, holidays: 'GB-XYZ' }, span)).toEqual({
      problem: expect.stringContaining('does not know the part XYZ: it has ALD, ENG'),
    });
  });

  test('a year in which the tables of a calendar have ended is refused', () => {
    expect(
      quietDays({ weekends: false, holidays: 'MY' }, { from: day('2026-01-01'), until: day('2100-01-01') }),
    ).toEqual({
      problem: expect.stringMatching(/is MY, whose holidays of 20\d\d date-holidays does not have/),
    });
  });
});

test('weekends alone need no calendar', () => {
  expect(quietDays({ weekends: true }, span)).toEqual({});
  const policy = aPolicy({ contact: { quietDays: { weekends: true } } });
  expect(['2026-01-09', '2026-01-10', '2026-01-11', '2026-01-12'].map((one) => isQuiet(policy, day(one)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
