// Invented people. Numbers come from ranges kept for fiction where a country has one; mail goes to example.com.
import type { EventOf } from '../../functions/contracts/events.ts';
import type { Dice } from './dice.ts';

export type Person = EventOf<'CustomerUpserted'>['detail'];

type Named = readonly [name: string, latin: string];
type Names = readonly [Named, ...Named[]];

const SURNAMES_HANS: Names = [
  ['王', 'wang'],
  ['李', 'li'],
  ['张', 'zhang'],
  ['刘', 'liu'],
  ['陈', 'chen'],
  ['杨', 'yang'],
  ['赵', 'zhao'],
  ['黄', 'huang'],
  ['周', 'zhou'],
  ['吴', 'wu'],
  ['徐', 'xu'],
  ['孙', 'sun'],
  ['马', 'ma'],
  ['朱', 'zhu'],
  ['胡', 'hu'],
  ['林', 'lin'],
  ['何', 'he'],
  ['郭', 'guo'],
  ['欧阳', 'ouyang'],
];
const GIVEN_HANS: Names = [
  ['伟', 'wei'],
  ['芳', 'fang'],
  ['秀英', 'xiuying'],
  ['敏', 'min'],
  ['静', 'jing'],
  ['丽', 'li'],
  ['强', 'qiang'],
  ['磊', 'lei'],
  ['洋', 'yang'],
  ['艳', 'yan'],
  ['勇', 'yong'],
  ['军', 'jun'],
  ['杰', 'jie'],
  ['娟', 'juan'],
  ['涛', 'tao'],
  ['明', 'ming'],
  ['超', 'chao'],
  ['秀兰', 'xiulan'],
  ['霞', 'xia'],
  ['平', 'ping'],
  ['桂英', 'guiying'],
  ['子涵', 'zihan'],
  ['浩然', 'haoran'],
  ['雨桐', 'yutong'],
];
const SURNAMES_HANT: Names = [
  ['陳', 'chen'],
  ['林', 'lin'],
  ['黃', 'huang'],
  ['張', 'zhang'],
  ['李', 'li'],
  ['吳', 'wu'],
  ['劉', 'liu'],
  ['蔡', 'tsai'],
  ['楊', 'yang'],
  ['許', 'hsu'],
];
const GIVEN_HANT: Names = [
  ['怡君', 'yichun'],
  ['志明', 'chihming'],
  ['淑芬', 'shufen'],
  ['俊傑', 'chunchieh'],
  ['雅婷', 'yating'],
  ['建宏', 'chienhung'],
  ['美玲', 'meiling'],
  ['宗翰', 'tsunghan'],
  ['詩涵', 'shihhan'],
  ['承恩', 'chengen'],
];
const SURNAMES_EN: Names = [
  ['Adeyemi', 'adeyemi'],
  ['Brown', 'brown'],
  ['Evans', 'evans'],
  ['Garcia', 'garcia'],
  ['Hughes', 'hughes'],
  ['Johnson', 'johnson'],
  ['Kim', 'kim'],
  ['Novak', 'novak'],
  ['O’Connor', 'oconnor'],
  ['Patel', 'patel'],
  ['Smith', 'smith'],
  ['Taylor', 'taylor'],
];
const GIVEN_EN: Names = [
  ['Alice', 'alice'],
  ['Amara', 'amara'],
  ['Ben', 'ben'],
  ['Chloe', 'chloe'],
  ['Daniel', 'daniel'],
  ['Emily', 'emily'],
  ['George', 'george'],
  ['Grace', 'grace'],
  ['Hassan', 'hassan'],
  ['Maria', 'maria'],
  ['Noah', 'noah'],
  ['Sofia', 'sofia'],
];

interface Place {
  share: number;
  locale: string;
  timeZone: string;
  surnames: Names;
  given: Names;
  full: (surname: string, given: string) => string;
  phone: (dice: Dice) => string;
}

const eastern = (surname: string, given: string): string => `${surname}${given}`;
const western = (surname: string, given: string): string => `${given} ${surname}`;
const digits = (number: number, length: number): string => String(number).padStart(length, '0');

// Mainland China and Taiwan keep no numbers for fiction: these parse, and nothing is ever sent to them.
const chinese = ({ between, oneOf }: Dice): string =>
  `+86${oneOf(['130', '139', '158', '177', '188', '199'])}0000${digits(between(0, 9999), 4)}`;
const taiwanese = ({ between }: Dice): string => `+886912345${digits(between(0, 999), 3)}`;
const british = ({ between }: Dice): string => `+447400000${digits(between(0, 999), 3)}`;
const american = ({ between, oneOf }: Dice): string =>
  `+1${oneOf(['212', '310', '415'])}55501${digits(between(0, 99), 2)}`;

const mainland = { locale: 'zh-CN', surnames: SURNAMES_HANS, given: GIVEN_HANS, full: eastern, phone: chinese };
const taiwan = { locale: 'zh-TW', surnames: SURNAMES_HANT, given: GIVEN_HANT, full: eastern, phone: taiwanese };
const english = { surnames: SURNAMES_EN, given: GIVEN_EN, full: western };

/** Where the borrowers live; the lender is in Shanghai. The last place takes the rest. */
const PLACES: readonly [Place, ...Place[]] = [
  { ...mainland, share: 0.68, timeZone: 'Asia/Shanghai' },
  { ...mainland, share: 0.05, timeZone: 'Asia/Urumqi' },
  { ...taiwan, share: 0.09, timeZone: 'Asia/Taipei' },
  { ...english, share: 0.04, locale: 'en-GB', timeZone: 'Europe/London', phone: british },
  { ...english, share: 0.04, locale: 'en', timeZone: 'Asia/Shanghai', phone: chinese },
  { ...english, share: 0.04, locale: 'en-US', timeZone: 'America/New_York', phone: american },
  { ...english, share: 0.03, locale: 'en-US', timeZone: 'America/Los_Angeles', phone: american },
  { ...mainland, share: 0.03, timeZone: 'America/New_York', phone: american },
];

function placeFor({ between }: Dice): Place {
  let rest = between(0, 999) / 1000;
  for (const place of PLACES) {
    rest -= place.share;
    if (rest < 0) return place;
  }
  return PLACES[0];
}

/** Some have no address of one kind or have not agreed to it; nobody here is without any way at all. */
export function person(customerId: string, dice: Dice): Person {
  const place = placeFor(dice);
  const surname = dice.oneOf(place.surnames);
  const given = dice.oneOf(place.given);
  const phone = place.phone(dice);
  const email = `${given[1]}.${surname[1]}.${customerId.toLowerCase()}@example.com`;
  const reach = dice.between(1, 100);
  const riskTier = dice.between(1, 100);
  return {
    customerId,
    name: place.full(surname[0], given[0]),
    locale: place.locale,
    timeZone: place.timeZone,
    ...(reach <= 4 ? {} : { phone }),
    ...(reach > 4 && reach <= 10 ? {} : { email }),
    consent: { sms: !(reach > 10 && reach <= 15), email: !(reach > 15 && reach <= 19) },
    ...(riskTier <= 6 ? { riskTier: 'high' } : riskTier <= 12 ? { riskTier: 'low' } : {}),
  };
}
