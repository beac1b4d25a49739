// Free days, demurrage and detention, each case counted by hand on a calendar of December 2025 and 2026.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  chargeOf,
  readClock,
  triggersOf,
  type ClockRule,
  type ClockTriggers,
} from '../../server/records/shipments/clocks.ts';
import type { Milestone } from '../../server/records/shipments/milestones.ts';

const rule = (more: Partial<ClockRule> = {}): ClockRule => ({
  kind: 'demurrage',
  basis: 'calendar',
  freeDays: 7,
  firstDayCounts: true,
  start: null,
  stop: null,
  lastFreeDay: null,
  currency: 'USD',
  tiers: [
    { from: 1, to: 3, perDay: '100.00' },
    { from: 4, to: null, perDay: '150.50' },
  ],
  ...more,
});
const from = (date: string, stop: string | null = null, estimated = false): ClockTriggers => ({
  start: { date, estimated },
  stop,
});
const nothing: ClockTriggers = { start: null, stop: null };
// 2025-12-05 is a Friday; the 8th and the 25th are no working days here.
const calendar = { weekdays: [1, 2, 3, 4, 5], holidays: new Set(['2025-12-08', '2025-12-25']) };

/** What is given, which day it is, and what is to come of it: state, last free day, days left, days charged, cost. */
const cases: [string, ClockRule, ClockTriggers, string, string][] = [
  [
    'discharged on the 5th, the first counts',
    rule(),
    from('2025-12-05'),
    '2025-12-05',
    'free 2025-12-11 7 0 -',
  ],
  ['in the middle', rule(), from('2025-12-05'), '2025-12-08', 'free 2025-12-11 4 0 -'],
  ['a day before the last', rule(), from('2025-12-05'), '2025-12-10', 'free 2025-12-11 2 0 -'],
  ['on the last free day', rule(), from('2025-12-05'), '2025-12-11', 'last_day 2025-12-11 1 0 -'],
  ['the day after', rule(), from('2025-12-05'), '2025-12-12', 'charged 2025-12-11 0 1 100.00'],
  ['three days after', rule(), from('2025-12-05'), '2025-12-14', 'charged 2025-12-11 0 3 300.00'],
  [
    'into the second tier',
    rule(),
    from('2025-12-05'),
    '2025-12-15',
    'charged 2025-12-11 0 4 450.50',
  ],
  [
    'out on the 15th',
    rule(),
    from('2025-12-05', '2025-12-15'),
    '2025-12-30',
    'stopped 2025-12-11 - 4 450.50',
  ],
  [
    'out on the last free day',
    rule(),
    from('2025-12-05', '2025-12-11'),
    '2025-12-30',
    'stopped 2025-12-11 - 0 -',
  ],
  [
    'out before it',
    rule(),
    from('2025-12-05', '2025-12-07'),
    '2025-12-07',
    'stopped 2025-12-11 - 0 -',
  ],
  [
    'out on a day to come',
    rule(),
    from('2025-12-05', '2025-12-20'),
    '2025-12-13',
    'charged 2025-12-11 0 2 200.00',
  ],
  [
    'the first does not count',
    rule({ firstDayCounts: false }),
    from('2025-12-05'),
    '2025-12-06',
    'free 2025-12-12 7 0 -',
  ],
  [
    'nor on the day itself',
    rule({ firstDayCounts: false }),
    from('2025-12-05'),
    '2025-12-05',
    'free 2025-12-12 7 0 -',
  ],
  [
    'on its last day',
    rule({ firstDayCounts: false }),
    from('2025-12-05'),
    '2025-12-12',
    'last_day 2025-12-12 1 0 -',
  ],
  [
    'and after',
    rule({ firstDayCounts: false }),
    from('2025-12-05'),
    '2025-12-13',
    'charged 2025-12-12 0 1 100.00',
  ],
  [
    'one free day',
    rule({ freeDays: 1 }),
    from('2025-12-05'),
    '2025-12-05',
    'last_day 2025-12-05 1 0 -',
  ],
  [
    'one that begins tomorrow',
    rule({ freeDays: 1, firstDayCounts: false }),
    from('2025-12-05'),
    '2025-12-06',
    'last_day 2025-12-06 1 0 -',
  ],
  [
    'none, the first counts',
    rule({ freeDays: 0 }),
    from('2025-12-05'),
    '2025-12-05',
    'charged 2025-12-04 0 1 100.00',
  ],
  [
    'none, it does not',
    rule({ freeDays: 0, firstDayCounts: false }),
    from('2025-12-05'),
    '2025-12-05',
    'last_day 2025-12-05 0 0 -',
  ],
  [
    'working days: Fri 5, then 9 to 12 and 15, 16',
    rule({ basis: 'working' }),
    from('2025-12-05'),
    '2025-12-05',
    'free 2025-12-16 7 0 -',
  ],
  [
    'working days on a weekend',
    rule({ basis: 'working' }),
    from('2025-12-05'),
    '2025-12-06',
    'free 2025-12-16 6 0 -',
  ],
  [
    'on a holiday',
    rule({ basis: 'working' }),
    from('2025-12-05'),
    '2025-12-08',
    'free 2025-12-16 6 0 -',
  ],
  [
    'before the last of them',
    rule({ basis: 'working' }),
    from('2025-12-05'),
    '2025-12-15',
    'free 2025-12-16 2 0 -',
  ],
  [
    'begun on a Saturday',
    rule({ basis: 'working', freeDays: 2 }),
    from('2025-12-06'),
    '2025-12-06',
    'free 2025-12-10 2 0 -',
  ],
  [
    'begun on a holiday',
    rule({ basis: 'working', freeDays: 1 }),
    from('2025-12-08'),
    '2025-12-09',
    'last_day 2025-12-09 1 0 -',
  ],
  [
    'the first does not count, over Christmas',
    rule({ basis: 'working', freeDays: 3, firstDayCounts: false }),
    from('2025-12-23'),
    '2025-12-23',
    'free 2025-12-29 3 0 -',
  ],
  [
    'delay is counted in calendar days',
    rule({ basis: 'working', freeDays: 1 }),
    from('2025-12-05'),
    '2025-12-08',
    'charged 2025-12-05 0 3 300.00',
  ],
  [
    'over the end of a year',
    rule({ freeDays: 5 }),
    from('2025-12-29'),
    '2026-01-01',
    'free 2026-01-02 2 0 -',
  ],
  [
    'over a leap day',
    rule({ freeDays: 3 }),
    from('2028-02-27'),
    '2028-03-01',
    'charged 2028-02-29 0 1 100.00',
  ],
  ['nothing known', rule(), nothing, '2025-12-05', 'waiting - - 0 -'],
  [
    'only expected',
    rule(),
    from('2025-12-05', null, true),
    '2025-12-03',
    'waiting 2025-12-11 - 0 -',
  ],
  [
    'expected, and gone by',
    rule(),
    from('2025-12-05', null, true),
    '2025-12-20',
    'waiting 2025-12-11 - 0 -',
  ],
  [
    'to begin on a day to come',
    rule({ start: '2025-12-10' }),
    nothing,
    '2025-12-09',
    'waiting 2025-12-16 - 0 -',
  ],
  [
    'the ERP says when it begins',
    rule({ start: '2025-12-06' }),
    from('2025-12-05'),
    '2025-12-06',
    'free 2025-12-12 7 0 -',
  ],
  [
    'the ERP says the last free day',
    rule({ lastFreeDay: '2025-12-20' }),
    from('2025-12-05'),
    '2025-12-18',
    'free 2025-12-20 3 0 -',
  ],
  [
    'and nothing else is known',
    rule({ lastFreeDay: '2025-12-20' }),
    nothing,
    '2025-12-20',
    'last_day 2025-12-20 1 0 -',
  ],
  [
    'and an estimate does not matter',
    rule({ lastFreeDay: '2025-12-20' }),
    from('2025-12-18', null, true),
    '2025-12-22',
    'charged 2025-12-20 0 2 200.00',
  ],
  [
    'the ERP says when it ended',
    rule({ stop: '2025-12-13' }),
    from('2025-12-05'),
    '2025-12-30',
    'stopped 2025-12-11 - 2 200.00',
  ],
  [
    'ended before it is known when it began',
    rule(),
    { start: null, stop: '2025-12-10' },
    '2025-12-12',
    'stopped - - 0 -',
  ],
  [
    'without prices',
    rule({ tiers: [] }),
    from('2025-12-05'),
    '2025-12-13',
    'charged 2025-12-11 0 2 -',
  ],
  [
    'a moved estimate moves everything',
    rule(),
    from('2025-12-09', null, true),
    '2025-12-03',
    'waiting 2025-12-15 - 0 -',
  ],
];

describe('a clock', () => {
  for (const [name, given, triggers, today, expected] of cases)
    test(`${name}: ${today}`, () => {
      const { state, lastFreeDay, daysLeft, chargedDays, amount } = readClock(
        given,
        triggers,
        today,
        calendar,
      );
      assert.equal(
        [state, lastFreeDay ?? '-', daysLeft ?? '-', chargedDays, amount ?? '-'].join(' '),
        expected,
      );
    });

  test('costs what its tiers say, also between and beyond them', () => {
    const tiers = [
      { from: 1, to: 2, perDay: '10.00' },
      { from: 4, to: 5, perDay: '20.25' },
    ];
    assert.deepEqual(
      [0, 1, 2, 3, 4, 9].map((days) => chargeOf(days, tiers)),
      ['0.00', '10.00', '20.00', '20.00', '40.25', '60.50'],
    );
  });

  test('says that a calendar without working days counts all of them', () => {
    const none = { weekdays: [], holidays: new Set<string>() };
    const { lastFreeDay } = readClock(
      rule({ basis: 'working' }),
      from('2025-12-05'),
      '2025-12-05',
      none,
    );
    assert.equal(lastFreeDay, '2025-12-11');
  });
});

describe('what sets a clock off', () => {
  const moment = (local: string) => ({
    at: `${local}:00Z`,
    local,
    zone: 'UTC',
    precision: 'minute' as const,
  });
  const milestone = (more: Partial<Milestone>): Milestone => ({
    container: 'CSQU305438',
    family: 'equipment',
    code: 'DISC',
    empty: false,
    place: 'HNPCR',
    facility: null,
    mode: null,
    vessel: null,
    voyage: null,
    leg: 0,
    planned: null,
    estimated: null,
    actual: null,
    first: null,
    previous: null,
    state: 'actual',
    overtaken: false,
    order: 0,
    ...more,
  });
  const ends = { destination: 'HNPCR', finalPlace: null };
  const all = [
    milestone({ place: 'PAMIT', actual: moment('2025-11-20T10:00') }),
    // Late in the evening there, the next day in Greenwich: the day of the place counts.
    milestone({
      actual: {
        ...moment('2025-12-05T23:30'),
        at: '2025-12-06T05:30:00Z',
        zone: 'America/Tegucigalpa',
      },
    }),
    milestone({ code: 'GTOT', empty: true, place: 'CNSHA', actual: moment('2025-11-01T10:00') }),
    milestone({ code: 'GTOT', actual: moment('2025-12-15T08:00') }),
    milestone({ code: 'GTIN', empty: true, actual: moment('2025-12-20T08:00') }),
    milestone({
      code: 'GTIN',
      empty: true,
      container: 'MSCU751238',
      actual: moment('2025-12-01T08:00'),
    }),
  ];

  test('is the discharge at the destination, by the clock of the place, until the box is out', () => {
    assert.deepEqual(
      triggersOf('demurrage', 'CSQU305438', all, ends),
      from('2025-12-05', '2025-12-15'),
    );
  });
  test('is for detention that it is out, until it is back empty', () => {
    assert.deepEqual(
      triggersOf('detention', 'CSQU305438', all, ends),
      from('2025-12-15', '2025-12-20'),
    );
  });
  test('is both for a combined one', () => {
    assert.deepEqual(
      triggersOf('combined', 'CSQU305438', all, ends),
      from('2025-12-05', '2025-12-20'),
    );
  });
  test('is what is expected where nothing has happened', () => {
    const expected = [milestone({ estimated: moment('2025-12-05T08:00'), state: 'estimated' })];
    assert.deepEqual(
      triggersOf('demurrage', 'CSQU305438', expected, ends),
      from('2025-12-05', null, true),
    );
    assert.deepEqual(triggersOf('demurrage', 'MSCU751238', expected, ends), nothing);
  });
});

describe('an end that is fixed', () => {
  const fixed = rule({ lastFreeDay: '2025-12-11' });
  const expected = (date: string) => from(date, null, true);
  const left = (one: ClockRule, triggers: ClockTriggers, today = '2025-12-01') =>
    readClock(one, triggers, today, calendar).daysAtArrival;

  test('leaves fewer free days the later something is expected, and none once it is over', () => {
    const arrivals = ['2025-12-05', '2025-12-07', '2025-12-10', '2025-12-11', '2025-12-12'];
    assert.deepEqual(
      arrivals.map((date) => left(fixed, expected(date))),
      [7, 5, 2, 1, 0],
    );
  });
  test('counts them as they are granted', () => {
    const working = rule({ lastFreeDay: '2025-12-11', basis: 'working' });
    // Saturday the 6th, Sunday and the holiday of the 8th do not count.
    assert.equal(left(working, expected('2025-12-05')), 4);
    const later = rule({ lastFreeDay: '2025-12-11', firstDayCounts: false });
    assert.equal(left(later, expected('2025-12-10')), 1);
  });
  test('says nothing of what has arrived, of what is counted, and of what has ended', () => {
    assert.equal(left(fixed, from('2025-12-10')), null);
    assert.equal(left(rule(), expected('2025-12-10')), null);
    assert.equal(left(rule({ ...fixed, start: '2025-12-05' }), expected('2025-12-10')), null);
    assert.equal(left(fixed, expected('2025-12-10'), '2025-12-10'), null);
    assert.equal(left(rule({ ...fixed, stop: '2025-12-02' }), expected('2025-12-10')), null);
  });
});
