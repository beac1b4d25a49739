// What is printed is what there is: rows add up to their totals in every currency, at any digits.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { currencyOf } from '#contract/currencies';
import { isZero, toMillionths, toText } from '#contract/decimal';
import { formatAmount, formatMoney } from '#contract/format';
import { sectionsAt, type LedgerItem } from '../../server/features/statement/ledger.ts';
import { readInstant } from '../../server/db/instants.ts';

const english = { language: 'en', region: 'en-US' } as const;
/** The figures of a text, as millionths: read back as a person with a calculator would. */
const readBack = (text: string): bigint =>
  toMillionths(text.replaceAll('\u2212', '-').replaceAll(/[^\d.-]/g, ''));

// By the ISO's list; held here once more, since the list itself is what is tested.
const digits: Record<string, number> = {
  MXN: 2,
  BRL: 2,
  USD: 2,
  CLP: 0,
  KRW: 0,
  JPY: 0,
  KWD: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
  ABC: 2,
};

describe('currencies', () => {
  test('have the digits of ISO 4217', () => {
    for (const [code, places] of Object.entries(digits))
      assert.equal(currencyOf(code).places, places, code);
    assert.equal(formatMoney('376.791', 'KWD', english), '376.791\u00a0KWD');
    assert.equal(formatMoney('10.2701', 'CLF', english), '10.2701\u00a0CLF');
    assert.equal(formatMoney('5000.00', 'KRW', english), '5,000\u00a0KRW');
    assert.equal(formatMoney('-0.00', 'MXP', english), '$0.00\u00a0MXN');
  });
});

const cents = fc.bigInt({ min: -5_000_000_0000n, max: 5_000_000_0000n });
const money = cents.map((n) => toText(n * 100n));
const day = fc
  .integer({ min: 0, max: 700 })
  .map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10));

const item: fc.Arbitrary<LedgerItem> = fc
  .record({
    currency: fc.constantFrom(...Object.keys(digits)),
    amount: money.filter((text) => !isZero(text)),
    date: day,
    postingDate: day,
    dueDate: fc.option(day),
    clearings: fc.array(fc.record({ share: fc.nat(1000), date: day }), { maxLength: 4 }),
  })
  .map(({ amount, clearings, ...rest }) => {
    const negative = amount.startsWith('-');
    let left = toMillionths(amount);
    const cleared = clearings.map(({ share, date }) => {
      // In ten-thousandths, as the ledger keeps them; the last may clear all that is left.
      const part = share > 900 ? left : (((left / 100n) * BigInt(share)) / 1000n) * 100n;
      left -= part;
      return { date, amount: toText(part), reference: null };
    });
    return {
      id: 'x',
      kind: negative ? ('payment' as const) : ('invoice' as const),
      order: null,
      purchaseOrder: null,
      invoice: null,
      fiscalId: null,
      reference: null,
      amount,
      clearings: cleared,
      ...rest,
    };
  });

describe('a ledger of any currency', () => {
  test('is printed with rows that add up, at any date, and none that says nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 25 }), day, async (ledger, cutOff) => {
        for (const { currency, figures, ageing, items } of await sectionsAt(ledger, cutOff, {
          currency: 'MXN',
          limit: null,
        })) {
          const shown = (text: string) => readBack(formatAmount(text, currency, english));
          const rows = items.map(({ open }) => shown(open));
          assert.ok(rows.every((open) => open !== 0n));
          const total = rows.reduce((sum, open) => sum + open, 0n);
          assert.equal(shown(figures.total), total);
          assert.equal(
            Object.values(ageing).reduce((sum, part) => sum + shown(part), 0n),
            total,
          );
          assert.equal(
            shown(figures.overdue) + shown(figures.toFallDue) - shown(figures.unappliedCredit),
            total,
          );
          // The same, worked out from the ledger alone.
          const own = ledger.filter(
            (one) => one.currency === currency && one.postingDate <= cutOff,
          );
          const known = own.reduce(
            (sum, one) =>
              one.clearings
                .filter(({ date }) => date <= cutOff)
                .reduce(
                  (rest, { amount }) => rest - toMillionths(amount),
                  sum + toMillionths(one.amount),
                ),
            0n,
          );
          assert.equal(total, known);
          for (const text of [figures.total, figures.overdue, ...items.map(({ open }) => open)])
            assert.doesNotMatch(formatAmount(text, currency, english), /^[-\u2212]0(\.0+)?$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('every instant of the database is read as what it is', () => {
  for (const [written, read] of [
    ['2026-03-01 10:00:00.123456-06', '2026-03-01T16:00:00.123Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
    ['0099-12-31 23:00:00-05:30:10', '0100-01-01T04:30:10.000Z'],
    ['10000-01-01 05:59:59+00', '+010000-01-01T05:59:59.000Z'],
    ['0002-12-31 10:00:00+00 BC', '-000001-12-31T10:00:00.000Z'],
    ['infinity', 'infinity'],
  ] as const)
    assert.equal(readInstant(written), read);
  fc.assert(
    fc.property(
      fc.date({
        min: new Date('0001-01-01T00:00:00Z'),
        max: new Date('9999-12-31T00:00:00Z'),
        noInvalidDate: true,
      }),
      (at) => {
        const iso = at.toISOString();
        assert.equal(readInstant(`${iso.slice(0, 10)} ${iso.slice(11, 23)}+00`), iso);
      },
    ),
  );
});
