// What is known of a shipment, made of what its sources say: numbers, times, milestones, status. No database.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cargoKey, checkAirWaybill, checkContainer, containerKey } from '#contract/cargo-numbers';
import {
  milestonesOf,
  type EffectiveEvent,
  type Milestone,
} from '../../server/records/shipments/milestones.ts';
import { starterPlace } from '../../server/records/shipments/places.ts';
import { statusOf, type Happened } from '../../server/records/shipments/status.ts';
import { readTime } from '../../server/records/shipments/times.ts';

let serial = 0;
/** An event at Shanghai unless it says otherwise; its key is its turn. */
const event = (more: Partial<Happened> = {}): Happened => {
  const at = more.at ?? '2026-01-10T00:00:00.000Z';
  return {
    key: `S ${String(++serial).padStart(6, '0')}`,
    container: '',
    family: 'transport',
    code: 'DEPA',
    empty: null,
    classifier: 'actual',
    at,
    local: at.slice(0, 16),
    zone: 'UTC',
    precision: 'minute',
    place: 'CNSHA',
    facility: null,
    mode: 'vessel',
    vessel: null,
    voyage: null,
    call: null,
    known: at,
    document: null,
    ...more,
  };
};
const way = { origin: 'CNSHA', destination: 'HNPCR', finalPlace: null };
const day = (n: number, hour = 0) => new Date(Date.UTC(2026, 0, n, hour)).toISOString();

describe('numbers', () => {
  test('of containers have the check digit of ISO 6346, or another, or are of another kind', () => {
    for (const number of ['CSQU3054383', 'MSCU7512387', 'TCLU4265860', 'PTCU0000070'])
      assert.equal(checkContainer(number), 'right', number);
    for (const number of ['HLXU1234567', 'MEDU8365870'])
      assert.equal(checkContainer(number), 'wrong_digit', number);
    for (const number of ['REMOLQUE 12', 'ABCD1234567', 'CSQU305438', ''])
      assert.equal(checkContainer(number), 'other', number);
  });
  test('of containers are found however they are written, and without the check digit', () => {
    for (const text of ['csqu3054383', 'CSQU 305438-3', 'CSQU305438', 'CSQU-305438'])
      assert.equal(containerKey(text), 'CSQU305438');
    assert.equal(containerKey('remolque 12'), 'REMOLQUE12');
    assert.equal(cargoKey(' mæ 020-1234 5675 '), 'MÆ02012345675');
  });
  test('of air waybills end in their first seven digits modulo seven', () => {
    assert.equal(checkAirWaybill('020-12345675'), 'right');
    assert.equal(checkAirWaybill('020-12345676'), 'wrong_digit');
    assert.equal(checkAirWaybill('BL 1'), 'other');
  });
});

describe('times', () => {
  const mexico = 'America/Mexico_City';
  test('with an offset are an instant, and are told by the clock of the place', () => {
    assert.deepEqual(readTime('2026-01-10T07:41:00+08:00', mexico), {
      at: '2026-01-09T23:41:00.000Z',
      local: '2026-01-09T17:41',
      zone: mexico,
      precision: 'minute',
      assumed: false,
    });
    assert.equal(readTime('2026-01-10T07:41+0800', mexico)?.local, '2026-01-09T17:41');
  });
  test('without one are the clock of the place, marked where only the company’s is known', () => {
    assert.deepEqual(readTime('2026-01-10 07:41', mexico, false), {
      at: '2026-01-10T13:41:00.000Z',
      local: '2026-01-10T07:41',
      zone: mexico,
      precision: 'minute',
      assumed: true,
    });
  });
  test('of a day alone stay that day, in zones on either side', () => {
    for (const zone of [mexico, 'Asia/Shanghai', 'Pacific/Auckland', 'Pacific/Honolulu']) {
      const read = readTime('2026-12-14', zone);
      assert.equal(read?.local, '2026-12-14', zone);
      assert.equal(read?.precision, 'day', zone);
    }
  });
  test('that a clock shows twice are the earlier one, and those it never shows come after the gap', () => {
    // Madrid: set back at 3:00 on 25 October, forward at 2:00 on 29 March.
    const twice = readTime('2026-10-25T02:30', 'Europe/Madrid');
    assert.equal(twice?.at, '2026-10-25T00:30:00.000Z');
    assert.equal(twice?.assumed, true);
    const never = readTime('2026-03-29T02:30', 'Europe/Madrid');
    assert.equal(never?.at, '2026-03-29T01:30:00.000Z');
    assert.equal(never?.assumed, true);
    assert.equal(readTime('2026-03-29T04:30', 'Europe/Madrid')?.at, '2026-03-29T02:30:00.000Z');
  });
  test('that there are not, are none', () => {
    for (const text of [
      '2026-02-30',
      '2026-13-01',
      'x',
      '2026-01-01T25:00',
      '2026-01-01T10:00:00+99:00',
    ])
      assert.equal(readTime(text, mexico), null, text);
  });
});

describe('places', () => {
  test('come with the server: ports by UN/LOCODE, airports by IATA code', () => {
    assert.deepEqual(starterPlace('MXZLO'), {
      code: 'MXZLO',
      name: 'Manzanillo',
      country: 'MX',
      zone: 'America/Mexico_City',
      latitude: 19.05,
      longitude: -104.3,
    });
    assert.equal(starterPlace('SAP').country, 'HN');
  });
  test('are of countries that there are, and no port lies on the other side of the world', () => {
    for (const [code, country] of [
      ['CDG', 'FR'],
      ['LHR', 'GB'],
      ['SVO', 'RU'],
    ] as const)
      assert.equal(starterPlace(code).country, country);
    // Turned round in their source, of a namesake elsewhere, and unknown.
    const at = (code: string) => {
      const { latitude, longitude, zone } = starterPlace(code);
      return [latitude, longitude, zone];
    };
    assert.deepEqual(at('CLPGO'), [-31.8856, -71.5039, 'America/Santiago']);
    assert.deepEqual(at('DZAAE'), [36.9179, 7.6741, 'Africa/Algiers']);
    assert.deepEqual(at('PAMIT'), [9.367, -79.88, 'America/Panama']);
    assert.deepEqual(at('CLCAP'), [null, null, null]);
  });

  test('that nobody knows have their code, and the country that is in it', () => {
    const { name, country, zone } = starterPlace('GTZZZ');
    assert.deepEqual({ name, country, zone }, { name: null, country: 'GT', zone: null });
    assert.equal(starterPlace('BODEGA').country, null);
  });
});

describe('milestones', () => {
  const one = (events: EffectiveEvent[]): Milestone => {
    const [first, ...rest] = milestonesOf(events);
    assert.equal(rest.length, 0);
    return first!;
  };

  test('take what happened before what is expected, and that before what was planned', () => {
    const planned = event({ classifier: 'planned', at: day(8), known: day(1) });
    const estimated = event({ classifier: 'estimated', at: day(9), known: day(2) });
    const actual = event({ at: day(10), known: day(10) });
    assert.equal(one([planned]).state, 'planned');
    assert.equal(one([estimated, planned]).state, 'estimated');
    const all = one([actual, planned, estimated]);
    assert.deepEqual(
      [all.state, all.planned?.at, all.estimated?.at, all.actual?.at],
      ['actual', day(8), day(9), day(10)],
    );
  });

  test('take the later word of the source, and say what it was before and at first', () => {
    const words = [8, 9, 14].map((at, i) =>
      event({ code: 'ARRI', classifier: 'estimated', at: day(at), known: day(i + 1) }),
    );
    const { estimated, previous, first } = one(words.toReversed());
    assert.deepEqual([estimated?.at, previous?.at, first?.at], [day(14), day(9), day(8)]);
  });

  test('do not take an older estimate that comes late', () => {
    const late = event({ classifier: 'estimated', at: day(20), known: day(1) });
    const newer = event({ classifier: 'estimated', at: day(12), known: day(3) });
    assert.equal(one([newer, late]).estimated?.at, day(12));
  });

  test('take a correction of what happened', () => {
    const first = event({ at: day(10), known: day(10) });
    const corrected = event({ at: day(11), known: day(12) });
    assert.equal(one([corrected, first]).actual?.at, day(11));
  });

  test('tell two calls at a place, containers, and an empty box from a full one', () => {
    const box = { family: 'equipment', code: 'GTOT', container: 'CSQU305438' } as const;
    const made = milestonesOf([
      event({ ...box, empty: true, at: day(1) }),
      event({ ...box, empty: false, at: day(30) }),
      event({ ...box, container: 'MSCU751238', empty: true, at: day(1, 1) }),
      event({ code: 'ARRI', call: 1, at: day(20) }),
      event({ code: 'ARRI', call: 2, at: day(25) }),
    ]);
    assert.equal(made.length, 5);
    assert.deepEqual(
      made.map(({ order }) => order),
      [0, 1, 2, 3, 4],
    );
  });

  test('of a port that was left out are neither late nor expected', () => {
    const at = (place: string, code: string, n: number, more: Partial<Happened> = {}) =>
      event({ place, code, at: day(n), classifier: 'estimated', known: day(1), ...more });
    const left = [
      at('PAMIT', 'ARRI', 20),
      at('PAMIT', 'DEPA', 21),
      at('HNPCR', 'ARRI', 25),
      event({ place: 'HNPCR', code: 'ARRI', at: day(23) }),
    ];
    assert.deepEqual(
      milestonesOf(left).map(({ place, code, state }) => `${place} ${code} ${state}`),
      ['PAMIT ARRI omitted', 'PAMIT DEPA omitted', 'HNPCR ARRI actual'],
    );
  });

  test('whose estimate has gone by are kept, and marked', () => {
    const made = milestonesOf([
      event({ place: 'HNPCR', code: 'ARRI', at: day(12), classifier: 'estimated' }),
      event({ at: day(13) }),
    ]);
    assert.deepEqual(
      made.map(({ code, overtaken }) => [code, overtaken]),
      [
        ['ARRI', true],
        ['DEPA', false],
      ],
    );
  });

  test('are the same whatever order 500 events come in, a thousand times over', () => {
    const random = (n: number, of: number) => (n * 7919 + 104_729) % of;
    const events = Array.from({ length: 500 }, (_, i) =>
      event({
        key: `K ${String(random(i, 1_000_003)).padStart(7, '0')}`,
        container: ['', 'CSQU305438', 'MSCU751238'][random(i, 3)]!,
        family: random(i, 3) === 0 ? 'transport' : 'equipment',
        code: ['ARRI', 'DEPA', 'GTIN', 'GTOT', 'LOAD', 'DISC'][random(i, 6)]!,
        empty: [null, true, false][random(i * 3, 3)]!,
        classifier: (['planned', 'estimated', 'actual'] as const)[random(i * 5, 3)]!,
        place: ['CNSHA', 'PAMIT', 'HNPCR'][random(i * 11, 3)]!,
        // Few times and few words, so that many are equal.
        at: day(1 + random(i * 13, 20)),
        known: day(1 + random(i * 17, 6)),
      }),
    );
    const expected = JSON.stringify(milestonesOf(events));
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 500, maxLength: 500 }), (shuffled) => {
        assert.equal(JSON.stringify(milestonesOf(shuffled)), expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the status', () => {
  const boxes = ['CSQU305438', 'MSCU751238'];
  const box = (container: string, code: string, n: number, more: Partial<Happened> = {}) =>
    event({ family: 'equipment', container, code, at: day(n), empty: false, ...more });
  const of = (events: Happened[], containers: string[] = []) => statusOf(events, containers, way);

  test('follows what happened along the way, in the order of time and not of arrival', () => {
    const steps: [Partial<Happened>, string][] = [
      [{ family: 'shipment', code: 'CONF', document: 'BKG' }, 'booked'],
      [{ family: 'equipment', code: 'GTOT', empty: true }, 'picked_up'],
      [{ family: 'equipment', code: 'GTIN', empty: false }, 'at_origin'],
      [{ family: 'equipment', code: 'LOAD', empty: false }, 'at_origin'],
      [{ code: 'DEPA' }, 'departed'],
      [{ code: 'ARRI', place: 'PAMIT' }, 'transhipped'],
      [{ code: 'DEPA', place: 'PAMIT' }, 'in_transit'],
      [{ code: 'ARRI', place: 'HNPCR' }, 'arrived'],
      [{ family: 'equipment', code: 'CUSI', place: 'HNPCR' }, 'in_customs'],
      [{ family: 'equipment', code: 'CUSR', place: 'HNPCR' }, 'released'],
      [{ family: 'equipment', code: 'GTOT', empty: false, place: 'HNPCR' }, 'out_for_delivery'],
      [{ family: 'equipment', code: 'STRP', place: 'HNPCR' }, 'delivered'],
      [{ family: 'equipment', code: 'GTIN', empty: true, place: 'HNPCR' }, 'closed'],
    ];
    const events: Happened[] = [];
    steps.forEach(([more, status], i) => {
      events.push(event({ ...more, at: day(i + 1) }));
      assert.equal(of(events.toReversed()).status, status, JSON.stringify(more));
    });
    assert.equal(of([]).status, 'booked');
  });

  test('does not follow what is only expected', () => {
    assert.equal(of([event({ classifier: 'estimated' })]).status, 'booked');
  });

  test('of several containers is that of the slowest, and says how many are there', () => {
    const [first, second] = boxes as [string, string];
    const events = [
      event({ at: day(1) }),
      event({ code: 'ARRI', place: 'HNPCR', at: day(20) }),
      box(first, 'STRP', 22, { place: 'HNPCR' }),
      box(second, 'CUSI', 21, { place: 'HNPCR' }),
    ];
    const { status, delivered, containers } = of(events, boxes);
    assert.deepEqual([status, delivered], ['in_customs', 1]);
    assert.equal(containers.get(first)?.status, 'delivered');
  });

  test('is held with a reason until something else happens', () => {
    const hold = event({ family: 'shipment', code: 'HOLD', document: 'CUS', at: day(21) });
    assert.deepEqual([of([event(), hold]).status, of([event(), hold]).reason], ['held', 'customs']);
    const released = event({ family: 'shipment', code: 'RELS', document: 'CUS', at: day(22) });
    assert.deepEqual(
      [of([event(), hold, released]).status, of([event(), hold, released]).reason],
      ['released', null],
    );
  });

  test('of air cargo goes by the codes of IATA', () => {
    const air = (code: string, place: string, n: number) =>
      event({ family: 'air', code, place, at: day(n) });
    const events = [air('RCS', 'CNSHA', 1), air('DEP', 'CNSHA', 2), air('ARR', 'PAMIT', 3)];
    assert.equal(of(events).status, 'transhipped');
    assert.equal(
      of([...events, air('ARR', 'HNPCR', 4), air('CCD', 'HNPCR', 5)]).status,
      'released',
    );
    assert.equal(of([...events, air('DLV', 'HNPCR', 6)]).status, 'delivered');
  });

  test('does not move for a code that nobody knows', () => {
    assert.equal(of([event(), event({ code: 'XYZW', at: day(30) })]).status, 'departed');
  });
});
