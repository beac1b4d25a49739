// The arithmetic of statements, on ledgers nobody thought of.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareDecimals, difference, negated, sumOf } from '#contract/decimal';
import { addDays } from '#contract/format';
import { debitKinds, openItemKinds } from '#contract/ledger-words';
import { changesBetween } from '../../server/features/statement/changes.ts';
import {
  sectionsAt,
  type Clearing,
  type Credit,
  type LedgerItem,
  type LedgerSection,
} from '../../server/features/statement/ledger.ts';
import { movementsBetween } from '../../server/features/statement/movements.ts';

const firstDay = '2026-01-01';
const lastDay = 300;
// Days fall together often: what is decided by one day is decided here.
const day = fc
  .oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: lastDay }))
  .map((days) => addDays(firstDay, days));

/** A whole number of the smallest parts a column has, as the ERP writes it. */
const money = (parts: bigint): string => {
  const digits = String(parts < 0n ? -parts : parts).padStart(5, '0');
  return `${parts < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
};
const size = fc.oneof(
  fc.bigInt({ min: 1n, max: 1_000_000n }),
  fc.bigInt({ min: 1n, max: 10n ** 18n }),
);

/** Parts of a size, in percent, that together are at most all of it. */
const partsOf = (whole: bigint, percents: number[]): bigint[] => {
  let left = whole;
  return percents.flatMap((percent) => {
    const part = percent === 100 ? left : (left * BigInt(percent)) / 100n;
    left -= part;
    return part === 0n ? [] : [part];
  });
};

const item: fc.Arbitrary<LedgerItem> = fc
  .record({
    id: fc.uuid(),
    kind: fc.constantFrom(...openItemKinds),
    currency: fc.constantFrom('MXN', 'USD', 'BRL'),
    size,
    posted: day,
    due: fc.option(day),
    cleared: fc.array(
      fc.record({
        percent: fc.constantFrom(0, 10, 50, 100),
        date: day,
        reference: fc.option(fc.constantFrom('R1', 'R2')),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ id, kind, currency, size: whole, posted, due, cleared }) => {
    const sign = debitKinds.includes(kind) ? 1n : -1n;
    const parts = partsOf(
      whole,
      cleared.map(({ percent }) => percent),
    );
    return {
      id,
      kind,
      currency,
      order: null,
      purchaseOrder: null,
      invoice: `F-${id}`,
      fiscalId: null,
      reference: null,
      date: posted,
      postingDate: posted,
      dueDate: due,
      amount: money(sign * whole),
      clearings: parts.map((part, i) => ({
        date: cleared[i]!.date,
        amount: money(sign * part),
        reference: cleared[i]!.reference,
      })),
    };
  });
const ledger = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 25 });
const credit: Credit = { currency: 'MXN', limit: '5000.5' };

const invoice = (more: Partial<LedgerItem>): LedgerItem => ({
  id: 'a',
  kind: 'invoice',
  currency: 'MXN',
  order: null,
  purchaseOrder: null,
  invoice: '1',
  fiscalId: null,
  reference: null,
  date: firstDay,
  postingDate: firstDay,
  dueDate: null,
  amount: '100.00',
  clearings: [],
  ...more,
});

const sectionIn = (sections: readonly LedgerSection[], currency: string) =>
  sections.find((section) => section.currency === currency);
const totalIn = (sections: readonly LedgerSection[], currency: string) =>
  sectionIn(sections, currency)?.figures.total ?? '0.00';
const opens = (section: LedgerSection) => section.items.map(({ open }) => open);

describe('any statement', () => {
  test('adds up: figures, items and ageing say the same', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, day, async (items, cutOff) => {
        for (const section of await sectionsAt(items, cutOff, credit)) {
          const { figures, ageing } = section;
          const { overdue, toFallDue, unappliedCredit, total } = figures;
          assert.equal(sumOf(opens(section)), total);
          assert.equal(sumOf(Object.values(ageing)), total);
          assert.equal(difference(sumOf([overdue, toFallDue]), unappliedCredit), total);
          const late = [
            ageing.days_1_30,
            ageing.days_31_60,
            ageing.days_61_90,
            ageing.over_90,
          ] as string[];
          assert.equal(sumOf(late), overdue);
          assert.equal(ageing.current, toFallDue);
          assert.equal(ageing.credit, negated(unappliedCredit));
          for (const part of [overdue, toFallDue, unappliedCredit])
            assert.ok(compareDecimals(part, '0') >= 0);
          const inLimit = section.currency === 'MXN';
          assert.equal(figures.limit, inLimit ? '5000.50' : null);
          assert.equal(figures.available, inLimit ? difference('5000.5', total) : null);
        }
      }),
    );
  });

  test('lists what is open, exactly, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, day, async (items, cutOff) => {
        const listed = new Map(
          (await sectionsAt(items, cutOff, credit)).flatMap((section) =>
            section.items.map((one) => [one.id, one.open]),
          ),
        );
        for (const { id, amount, postingDate, clearings } of items) {
          // Reckoned another way: in whole parts, one clearing after the other.
          let left = BigInt(amount.replace('.', ''));
          for (const one of clearings)
            if (one.date <= cutOff) left -= BigInt(one.amount.replace('.', ''));
          if (postingDate > cutOff || left === 0n) assert.equal(listed.get(id), undefined);
          else assert.equal(compareDecimals(listed.get(id)!, money(left)), 0);
        }
      }),
    );
  });

  test('counts days from the due date to the cut-off, of debits alone', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, day, async (items, cutOff) => {
        for (const section of await sectionsAt(items, cutOff, credit))
          for (const { kind, status, dueDate, daysOverdue } of section.items) {
            const late = debitKinds.includes(kind) && dueDate !== null && dueDate < cutOff;
            assert.equal(status === 'credit', !debitKinds.includes(kind));
            assert.equal(status === 'overdue', late);
            if (late) assert.equal(addDays(dueDate, daysOverdue!), cutOff);
            else assert.equal(daysOverdue, null);
          }
      }),
    );
  });

  test('parts what is overdue at 30, 60 and 90 days', async () => {
    const ages = [-1, 0, 1, 30, 31, 60, 61, 90, 91, 5000];
    const cutOff = '2026-05-06';
    const [section] = await sectionsAt(
      ages.map((age, i) =>
        invoice({ id: String(i), dueDate: addDays(cutOff, -age), amount: `${2 ** i}` }),
      ),
      cutOff,
      credit,
    );
    assert.deepEqual(section!.ageing, {
      current: '3.00',
      days_1_30: '12.00',
      days_31_60: '48.00',
      days_61_90: '192.00',
      over_90: '768.00',
      credit: '0.00',
    });
  });

  test('is the same where a document comes in two halves', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, day, fc.constantFrom(1n, 7n, 50n), async (items, cutOff, share) => {
        const halves = (text: string): [string, string] => {
          const whole = BigInt(text.replace('.', ''));
          const first = (whole * share) / 100n;
          return [money(first), money(whole - first)];
        };
        const split = items.flatMap((one) =>
          [0, 1].map((side) => ({
            ...one,
            id: `${one.id} ${side}`,
            amount: halves(one.amount)[side]!,
            clearings: one.clearings.map((cleared): Clearing => ({
              ...cleared,
              amount: halves(cleared.amount)[side]!,
            })),
          })),
        );
        const figures = async (all: LedgerItem[]) =>
          (await sectionsAt(all, cutOff, credit)).map(({ currency, figures: sums, ageing }) => ({
            currency,
            sums,
            ageing,
          }));
        const wholes = await figures(items);
        // Halves may cancel each other in a currency, where the whole was nothing.
        assert.deepEqual(
          (await figures(split)).filter(({ currency }) =>
            wholes.some((one) => one.currency === currency),
          ),
          wholes,
        );
      }),
    );
  });

  test('keeps currencies apart', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, day, async (items, cutOff) => {
        for (const section of await sectionsAt(items, cutOff, credit)) {
          const alone = items.filter(({ currency }) => currency === section.currency);
          assert.deepEqual(
            sectionIn(await sectionsAt(alone, cutOff, credit), section.currency),
            section,
          );
        }
      }),
    );
  });

  test('of a later day, when nothing happened, has the same documents, more of them overdue', async () => {
    await fc.assert(
      fc.asyncProperty(ledger, fc.integer({ min: 1, max: 100 }), async (items, days) => {
        const [early, late] = [addDays(firstDay, lastDay), addDays(firstDay, lastDay + days)];
        const before = await sectionsAt(items, early, credit);
        const after = await sectionsAt(items, late, credit);
        const stripped = (sections: LedgerSection[]) =>
          sections.map((section) => ({
            currency: section.currency,
            total: section.figures.total,
            credit: section.figures.unappliedCredit,
            items: section.items.map(({ id, dueDate, amount, open }) => [
              id,
              dueDate,
              amount,
              open,
            ]),
          }));
        assert.deepEqual(stripped(after), stripped(before));
        for (const section of before)
          assert.ok(
            compareDecimals(
              sectionIn(after, section.currency)!.figures.overdue,
              section.figures.overdue,
            ) >= 0,
          );
      }),
    );
  });
});

const period = fc.tuple(day, day).map(([a, b]) => (a < b ? [a, b] : [b, a]) as [string, string]);

test('the movements of any period lead from the one statement to the other', async () => {
  await fc.assert(
    fc.asyncProperty(ledger, period, async (items, [from, to]) => {
      const sections = movementsBetween(items, from, to, 'MXN');
      const opening = await sectionsAt(items, addDays(from, -1), credit);
      const closing = await sectionsAt(items, to, credit);
      for (const section of sections) {
        assert.equal(section.opening, totalIn(opening, section.currency));
        assert.equal(section.closing, totalIn(closing, section.currency));
        let balance = section.opening;
        let last = from;
        for (const step of section.items) {
          balance = sumOf([balance, step.amount]);
          assert.equal(step.balance, balance);
          assert.ok(step.date >= last && step.date <= to);
          last = step.date;
        }
        assert.equal(balance, section.closing);
      }
      const told = new Set(sections.map(({ currency }) => currency));
      for (const { currency, figures } of [...opening, ...closing])
        assert.ok(told.has(currency) || figures.total === '0.00');
    }),
  );
});

test('the changes of any period are the difference of its statements', async () => {
  await fc.assert(
    fc.asyncProperty(ledger, period, async (items, [from, to]) => {
      const before = await sectionsAt(items, from, credit);
      const after = await sectionsAt(items, to, credit);
      for (const section of changesBetween(before, after)) {
        const grown = section.items.map((one) => difference(one.after, one.before));
        assert.equal(
          sumOf([totalIn(before, section.currency), ...grown]),
          totalIn(after, section.currency),
        );
        const ids = section.items.map((one) => one.item.id);
        assert.equal(new Set(ids).size, ids.length);
        for (const { what, before: was, after: is, item: one } of section.items) {
          assert.equal(what === 'new', was === '0.00');
          assert.equal(what === 'cleared', is === '0.00');
          if (what === 'became_overdue') assert.deepEqual([was, one.status], [is, 'overdue']);
        }
      }
    }),
  );
});

test('what the statement of a later day has more of a document is told as increased', async () => {
  const whole = invoice({});
  const less = { ...whole, clearings: [{ date: firstDay, amount: '40.00', reference: null }] };
  const [at, later] = await Promise.all(
    [less, whole].map((one) => sectionsAt([one], firstDay, credit)),
  );
  const [section] = changesBetween(at!, later!);
  assert.deepEqual(
    section!.items.map(({ what, before, after }) => [what, before, after]),
    [['increased', '60.00', '100.00']],
  );
});
