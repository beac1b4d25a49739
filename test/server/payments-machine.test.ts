// States of payments: wherever hints, late and doubled answers lead, a payment ends where the provider's truth is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOver, paymentStates, type PaymentState } from '#contract/payment-words';
import { mayFollow, next, stateOf } from '../../server/features/payments/machine.ts';
import { fromMinor, toMinor } from '../../server/output/payments/minor.ts';
import type { ProviderTruth } from '../../server/output/payments/provider.ts';

const expected = { amount: '100.00', currency: 'MXN' };
const begun: ProviderTruth = {
  status: 'open',
  ...expected,
  received: '0.00',
  refunded: '0.00',
  disputed: false,
  declined: false,
  paymentId: null,
  voucher: null,
  paidAt: null,
  fee: null,
};

/** Numbers that look like chance and are the same in each run. */
function chance(seed: number) {
  let x = seed * 2654435761 + 1;
  return (below: number): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return Math.abs(x) % below;
  };
}

/** What can happen at a provider. @returns null where it cannot now */
const happenings: ((truth: ProviderTruth) => Partial<ProviderTruth> | null)[] = [
  ({ status }) => (status === 'open' ? { status: 'pending' } : null),
  ({ received }) => (received === '0.00' ? { status: 'paid', received: '100.00' } : null),
  ({ received }) => (received === '0.00' ? { status: 'paid', received: '60.00' } : null),
  ({ received }) => (received === '0.00' ? { status: 'paid', received: '100.01' } : null),
  ({ received }) => (received === '60.00' ? { received: '100.00' } : null),
  ({ received, status }) =>
    received === '0.00' && status === 'open' ? { status: 'expired' } : null,
  ({ received, status }) =>
    received === '0.00' && status === 'pending' ? { status: 'failed' } : null,
  ({ received, refunded }) =>
    received !== '0.00' && refunded === '0.00' ? { refunded: '10.00' } : null,
  ({ received, refunded }) =>
    received !== '0.00' && refunded === '10.00' ? { refunded: received } : null,
  ({ received }) => (received !== '0.00' ? { disputed: true } : null),
  ({ disputed }) => (disputed ? { disputed: false } : null),
];

/** One life of a payment, with answers that are late, doubled and out of order. */
function live(seed: number): { state: PaymentState; truth: ProviderTruth; steps: PaymentState[] } {
  const pick = chance(seed);
  let truth = begun;
  const truths = [truth];
  let state: PaymentState = 'created';
  const steps: PaymentState[] = [];
  const hear = (heard: ProviderTruth) => {
    const then = next(state, heard, expected);
    if (then !== state) steps.push(then);
    state = then;
  };
  for (let n = pick(25); n > 0; n--) {
    const change = happenings[pick(happenings.length)]!(truth);
    if (change && pick(2)) truths.push((truth = { ...truth, ...change }));
    if (state === 'created' && pick(3) === 0) state = 'unknown';
    // The newest answer, or one that was under way for long.
    else if (state !== 'created')
      hear(truths[truths.length - 1 - pick(Math.min(3, truths.length))]!);
  }
  if (state === 'created') state = 'unknown';
  hear(truth);
  return { state, truth, steps };
}

describe('The states of a payment', () => {
  test('end where the provider is, in 10,000 lives', () => {
    const met = new Set<PaymentState>();
    for (let seed = 1; seed <= 10_000; seed++) {
      const { state, truth, steps } = live(seed);
      const wanted = stateOf(truth, expected);
      const money = wanted === 'paid' || wanted === 'partly_paid';
      const isLate = money && state === 'late';
      // What a late answer took away comes back with the next: only money that came and went is not undone.
      assert.ok(
        state === wanted || isLate,
        `life ${seed}: ${steps.join(' → ')} instead of ${wanted}`,
      );
      if (isLate)
        assert.ok(
          steps.some((step) => isOver(step)),
          `life ${seed} was not over`,
        );
      met.add(state);
    }
    for (const state of [
      'paid',
      'late',
      'mismatch',
      'expired',
      'failed',
      'refunded',
      'charged_back',
    ])
      assert.ok(met.has(state as PaymentState), `no life ended as ${state}`);
  });

  test('never leave money behind', () => {
    for (const state of paymentStates.filter((one) => !['paid', 'partly_paid'].includes(one)))
      for (const to of ['created', 'started', 'pending', 'expired'] as const)
        if (['late', 'mismatch', 'refunded', 'charged_back'].includes(state))
          assert.equal(mayFollow(state, to), false, `${state} → ${to}`);
    assert.equal(mayFollow('paid', 'started'), false);
    assert.equal(mayFollow('paid', 'expired'), false);
  });

  test('take money for what was cleared otherwise as late', () => {
    const paid = { ...begun, status: 'paid', received: '100.00' } as const;
    assert.equal(next('started', paid, expected, true), 'late');
    assert.equal(next('started', paid, expected), 'paid');
  });

  test('take another amount or currency for a mismatch', () => {
    const paid = { ...begun, status: 'paid', received: '100.00' } as const;
    assert.equal(next('started', { ...paid, currency: 'USD' }, expected), 'mismatch');
    assert.equal(next('started', { ...paid, amount: '90.00' }, expected), 'mismatch');
    assert.equal(next('started', { ...paid, received: '100.01' }, expected), 'mismatch');
  });
});

test('Amounts are counted exactly in the smallest unit of their currency', () => {
  assert.equal(toMinor('45120.00', 'MXN'), 4_512_000);
  assert.equal(toMinor('0.07', 'BRL'), 7);
  assert.equal(toMinor('1500.00', 'CLP'), 1500);
  assert.equal(toMinor('1.234', 'KWD'), 1234);
  assert.equal(toMinor('90071992547409.91', 'MXN'), Number.MAX_SAFE_INTEGER);
  assert.throws(() => toMinor('90071992547409.92', 'MXN'));
  assert.throws(() => toMinor('0.001', 'MXN'));
  assert.throws(() => toMinor('1.50', 'PYG'));
  assert.equal(fromMinor(4_512_000, 'MXN'), '45120.00');
  assert.equal(fromMinor(7, 'BRL'), '0.07');
  assert.equal(fromMinor(1500, 'CLP'), '1500.00');
  assert.equal(fromMinor(0, 'MXN'), '0.00');
});
