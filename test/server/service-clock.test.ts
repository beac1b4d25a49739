// The clock of service requests, held against a table that was counted by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestStatus } from '#contract/service-words';
import type { WorkHours } from '../../server/records/calendars.ts';
import { clocksOf, createWorkTime, type ClockEvent } from '../../server/records/service-clock.ts';

const holidays = new Set(['2026-11-16', '2026-12-25', '2027-01-01']);
const calendars = {
  /** Monday to Friday, 9 to 18: 540 minutes a day. */
  W: { weekdays: [1, 2, 3, 4, 5], holidays, opens: 540, closes: 1_080 },
  /** Monday to Saturday, 8 to 14: 360 minutes a day. */
  S: { weekdays: [1, 2, 3, 4, 5, 6], holidays, opens: 480, closes: 840 },
  /** Day and night. */
  N: { weekdays: [1, 2, 3, 4, 5, 6, 7], holidays: new Set(), opens: 0, closes: 1_440 },
} as const satisfies Record<string, WorkHours>;
const zones = {
  mx: 'America/Mexico_City',
  sp: 'America/Sao_Paulo',
  ny: 'America/New_York',
  md: 'Europe/Madrid',
};
const timeOf = (rule: string) => {
  const [calendar, zone] = rule.split(' ') as [keyof typeof calendars, keyof typeof zones];
  return createWorkTime(calendars[calendar], zones[zone]);
};
/** `23 09:00` is in November 2026 in Mexico, six hours behind; all else is said in full. */
const at = (text: string): number =>
  /^\d\d /.test(text)
    ? Date.parse(`2026-11-${text.replace(' ', 'T')}:00-06:00`)
    : /^\d\d-\d\d /.test(text)
      ? Date.parse(`2026-${text.replace(' ', 'T')}:00-06:00`)
      : Date.parse(text);
const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));

// Calendar and zone | from | to | working minutes
const between = `
W mx | 23 09:00 | 23 10:00 | 60
W mx | 23 08:00 | 23 10:00 | 60
W mx | 23 17:00 | 23 20:00 | 60
W mx | 23 18:00 | 24 09:00 | 0
W mx | 23 17:30 | 24 09:30 | 60
W mx | 23 00:00 | 24 00:00 | 540
W mx | 27 17:00 | 30 10:00 | 120
W mx | 28 10:00 | 29 20:00 | 0
W mx | 27 00:00 | 12-01 00:00 | 1080
W mx | 13 17:00 | 17 10:00 | 120
W mx | 16 09:00 | 16 18:00 | 0
W mx | 12-24 12:00 | 12-28 12:00 | 540
W mx | 12-31 09:00 | 2027-01-04T18:00:00-06:00 | 1080
W mx | 23 09:00 | 23 09:00 | 0
W mx | 23 12:00 | 23 11:00 | 0
W mx | 23 00:00 | 30 00:00 | 2700
W mx | 09 00:00 | 23 00:00 | 4860
W mx | 23 10:15 | 23 10:45 | 30
S mx | 28 13:00 | 30 09:00 | 120
S mx | 27 14:00 | 28 08:30 | 30
N mx | 23 00:00 | 24 00:00 | 1440
N ny | 2026-11-01T00:00:00-04:00 | 2026-11-02T00:00:00-05:00 | 1500
N md | 2026-03-29T00:00:00+01:00 | 2026-03-30T00:00:00+02:00 | 1380
W md | 2026-03-27T17:00:00+01:00 | 2026-03-30T10:00:00+02:00 | 120
W ny | 2026-10-30T17:00:00-04:00 | 2026-11-02T10:00:00-05:00 | 120`;

// Calendar and zone | from | working minutes | until
const after = `
W mx | 23 09:00 | 60 | 23 10:00
W mx | 23 08:00 | 60 | 23 10:00
W mx | 23 17:30 | 60 | 24 09:30
W mx | 23 17:00 | 60 | 23 18:00
W mx | 27 17:00 | 120 | 30 10:00
W mx | 13 17:00 | 120 | 17 10:00
W mx | 28 12:00 | 30 | 30 09:30
W mx | 23 09:00 | 540 | 23 18:00
W mx | 23 09:00 | 541 | 24 09:01
W mx | 23 09:00 | 2700 | 27 18:00
W mx | 12-24 12:00 | 540 | 12-28 12:00
S mx | 28 13:00 | 120 | 30 09:00
N ny | 2026-10-31T12:00:00-04:00 | 1440 | 2026-11-01T11:00:00-05:00
W md | 2026-03-27T17:00:00+01:00 | 120 | 2026-03-30T10:00:00+02:00
W mx | 23 20:00 | 0 | 24 09:00`;

// What happened (`!` is an answer of the company) | promised answer, solution | now | answer | solution: minutes, when
// it is due (`-`: not now), and `late` or `done`
const walks = `
new 23 09:00 | 60 540 | 23 09:30 | 30, 23 10:00 | 30, 23 18:00
new 23 09:00 | 60 540 | 23 10:30 | 90, 23 10:00, late | 90, 23 18:00
new 23 09:00; in_progress! 23 09:40 | 60 540 | 23 12:00 | 40, -, done | 180, 23 18:00
new 23 09:00; in_progress! 23 11:00 | 60 540 | 23 12:00 | 120, 23 10:00, late done | 180, 23 18:00
new 27 17:30 | 60 540 | 28 12:00 | 30, 30 09:30 | 30, 30 17:30
new 23 22:00 | 60 540 | 24 08:00 | 0, 24 10:00 | 0, 24 18:00
new 23 09:00; in_progress! 23 09:30; waiting_customer 23 10:00 | 60 540 | 25 12:00 | 30, -, done | 60, -
new 23 09:00; in_progress! 23 09:30; waiting_customer 23 10:00; in_progress 26 09:00 | 60 540 | 26 10:00 | 30, -, done | 120, 26 17:00
new 13 16:00; waiting_customer! 13 17:00; in_progress 17 09:00 | 60 540 | 17 10:00 | 60, 13 17:00, done | 120, 17 17:00
new 27 17:00; waiting_third! 27 17:30; in_progress 30 10:00 | 60 540 | 30 10:30 | 30, -, done | 60, 12-01 09:30
new 23 09:00; waiting_third 23 09:30 | 60 540 | 23 15:00 | 30, - | 30, -
new 23 09:00; waiting_third 23 09:30; in_progress 23 15:00 | 60 540 | 23 15:45 | 75, 23 15:30, late | 75, 24 14:30
new 23 09:00; in_progress! 23 09:30; resolved 23 17:00 | 60 540 | 25 09:00 | 30, -, done | 480, -, done
new 23 09:00; in_progress! 23 09:30; resolved 24 10:00 | 60 540 | 25 09:00 | 30, -, done | 600, 23 18:00, late done
new 23 09:00; resolved 23 09:50 | 60 540 | 25 09:00 | 50, -, done | 50, -, done
new 23 09:00; in_progress! 23 09:30; resolved 23 12:00; in_progress 25 09:00 | 60 540 | 25 10:00 | 30, -, done | 60, 25 18:00
new 23 09:00; cancelled 23 09:10 | 60 540 | 24 09:00 | 10, -, done | 10, -, done
new 23 09:00 | 30 540 | 23 09:40 | 40, 23 09:30, late | 40, 23 18:00
new 23 09:00 | - - | 23 09:40 | 40, - | 40, -
new 23 09:00; in_progress! 23 09:10; waiting_customer 23 10:00; in_progress 23 11:00; waiting_third 23 12:00; in_progress 23 14:00 | 60 540 | 23 15:00 | 10, -, done | 180, 24 12:00
new 23 09:00; in_progress! 23 09:10; resolved 23 12:00; closed 24 09:00 | 60 540 | 26 09:00 | 10, -, done | 180, -, done
new 23 09:00; waiting_customer! 23 10:00; waiting_third 23 11:00; in_progress 23 12:00 | 60 540 | 23 12:30 | 60, 23 10:00, done | 90, 24 11:00
new 23 09:00; ! 23 09:20 | 60 540 | 23 09:30 | 20, -, done | 30, 23 18:00
new 13 17:30 | 60 540 | 16 12:00 | 30, 17 09:30 | 30, 17 17:30`;

const instantText = (ms: number | null) => (ms === null ? '-' : new Date(ms).toISOString());

test('working time between two instants is what was counted by hand', () => {
  for (const [rule, from, to, minutes] of rowsOf(between))
    assert.equal(
      timeOf(rule!).between(at(from!), at(to!)) / 60_000,
      Number(minutes),
      `${rule} ${from} ${to}`,
    );
});

test('working time from an instant on ends where it was counted to end', () => {
  for (const [rule, from, minutes, until] of rowsOf(after))
    assert.equal(
      instantText(timeOf(rule!).after(at(from!), Number(minutes) * 60_000)),
      instantText(at(until!)),
      `${rule} ${from} ${minutes}`,
    );
});

test('promises of requests run, stand still and run out as was counted by hand', () => {
  assert.ok(rowsOf(between).length + rowsOf(after).length + rowsOf(walks).length >= 60);
  const work = timeOf('W mx');
  for (const [happened, promised, now, answer, solution] of rowsOf(walks)) {
    const events: ClockEvent[] = happened!.split(';').map((one) => {
      const [, status, mark, when] = /^\s*([a-z_]*)(!?) (.+)$/.exec(one)!;
      return {
        at: at(when!.trim()),
        ...(status && { status: status as RequestStatus }),
        answered: mark === '!',
      };
    });
    const [response, resolution] = promised!
      .split(' ')
      .map((one) => (one === '-' ? null : Number(one)));
    const found = clocksOf(
      events,
      { response: response!, resolution: resolution! },
      work,
      at(now!),
    );
    for (const [clock, wanted] of [
      [found.response, answer!],
      [found.resolution, solution!],
    ] as const) {
      const [elapsed, due, marks = ''] = wanted.split(', ');
      assert.deepEqual(
        {
          elapsed: clock.elapsed,
          due: instantText(clock.dueAt),
          late: clock.late,
          done: clock.done,
        },
        {
          elapsed: Number(elapsed),
          due: due === '-' ? '-' : instantText(at(due!)),
          late: marks.includes('late'),
          done: marks.includes('done'),
        },
        `${happened} | ${now}`,
      );
    }
  }
});

test('the same moments are working time in one zone and night in another', () => {
  const now = Date.parse('2026-11-23T09:30:00-03:00');
  const events: ClockEvent[] = [{ at: Date.parse('2026-11-23T09:00:00-03:00'), status: 'new' }];
  const targets = { response: 60, resolution: null };
  const here = clocksOf(events, targets, timeOf('W sp'), now).response;
  assert.deepEqual([here.elapsed, here.dueAt], [30, Date.parse('2026-11-23T10:00:00-03:00')]);
  const there = clocksOf(events, targets, timeOf('W mx'), now).response;
  assert.deepEqual([there.elapsed, there.dueAt], [0, Date.parse('2026-11-23T10:00:00-06:00')]);
});
