// Amounts of order lines: exact, rounded half up to the digits of the currency, held against another way of reckoning.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineAmount } from '#contract/order-sums';

/** Digits of minor units by ISO 4217. */
const digits = { MXN: 2, BRL: 2, USD: 2, CLP: 0, PYG: 0, KWD: 3, CLF: 4 } as const;

test('are what a person reckons', () => {
  const line = (quantity: string, price: string, priceUnit: string, currency: string) =>
    lineAmount(quantity, { price, priceUnit }, currency);
  assert.equal(Number(line('3', '0.335', '1', 'MXN')), 1.01);
  assert.equal(Number(line('1', '2.5', '1', 'CLP')), 3);
  assert.equal(Number(line('1', '2.4999', '1', 'CLP')), 2);
  assert.equal(Number(line('7', '100', '1000', 'USD')), 0.7);
  assert.equal(Number(line('1', '1', '3', 'KWD')), 0.333);
  assert.equal(Number(line('2', '1', '3', 'CLF')), 0.6667);
  assert.equal(Number(line('0.001', '0.01', '1', 'MXN')), 0);
  // A box of twelve at a price for one.
  const dozen = { numerator: 12n, denominator: 1n };
  assert.equal(Number(lineAmount('2.5', { price: '1.99', priceUnit: '1' }, 'BRL', dozen)), 59.7);
});

/** Numbers that look random, the same in each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('are the same for 10,000 lines, reckoned as long division of whole numbers', () => {
  const roll = dice(20_261_127);
  const decimal = (whole: number, places: number) => {
    const fraction = String(roll(10 ** places)).padStart(places, '0');
    return places === 0 ? String(roll(whole)) : `${roll(whole)}.${fraction}`;
  };
  const positive = (text: string) => (/[1-9]/.test(text) ? text : '1');
  const parts = (text: string): [bigint, number] => {
    const [whole = '', fraction = ''] = text.split('.');
    return [BigInt(whole + fraction), fraction.length];
  };
  const currencies = Object.keys(digits) as (keyof typeof digits)[];
  for (let n = 0; n < 10_000; n++) {
    const quantity = decimal(20_000, roll(7));
    const price = decimal(100_000, roll(7));
    const priceUnit = positive(decimal(1_000, roll(4)));
    const currency = currencies[roll(currencies.length)]!;
    const ratio = { numerator: BigInt(roll(48) + 1), denominator: BigInt(roll(48) + 1) };
    const [q, qPlaces] = parts(quantity);
    const [p, pPlaces] = parts(price);
    const [u, uPlaces] = parts(priceUnit);
    const places = digits[currency];
    // Of q × p ÷ u × ratio so many smallest units, and what is left of the division.
    const over = q * p * ratio.numerator * 10n ** BigInt(uPlaces + places);
    const under = u * ratio.denominator * 10n ** BigInt(qPlaces + pPlaces);
    const units = over / under + ((over % under) * 2n >= under ? 1n : 0n);
    const text = lineAmount(quantity, { price, priceUnit }, currency, ratio);
    const [whole = '', fraction = ''] = text.split('.');
    const got = BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
    assert.match(fraction.slice(places), /^0*$/, `${text} is finer than ${currency}`);
    assert.equal(got, units, `${quantity} × ${price} ÷ ${priceUnit} ${currency}: ${text}`);
  }
});
