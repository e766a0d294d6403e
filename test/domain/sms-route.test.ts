import { describe, expect, test } from 'vitest';
import { smsRouteOf } from '../../functions/domain/sms-route.ts';

const sms = {
  default: { via: 'sns', profile: 'plain' },
  countries: { CN: { via: 'gateway', profile: 'china' } },
} as const;

describe('the way of a text message', () => {
  test.each([
    ['CN', 'gateway'],
    ['US', 'sns'],
    ['HK', 'sns'],
    [undefined, 'sns'],
    ['constructor', 'sns'],
  ])('to a number of %s is %s', (country, via) => {
    expect(smsRouteOf({ sms }, country).via).toBe(via);
  });

  test('is the default of the policy where it names no country', () => {
    const all = { sms: { default: { via: 'gateway', profile: 'china' }, countries: {} } } as const;
    expect(smsRouteOf(all, 'US')).toEqual({ via: 'gateway', profile: 'china' });
  });
});
