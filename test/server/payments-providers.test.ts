// The adapters of providers, by one suite against the stand-in, and the codes that people pay with.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import bwip from 'bwip-js';
import { WebhookSignatureValidator } from 'mercadopago';
import Stripe from 'stripe';
import {
  barsOf,
  interleaved,
  isBoleto,
  isClabe,
  isPix,
  isSoundCode,
  readBoleto,
} from '#contract/payment-code-words';
import type { PaymentMethod } from '#contract/payment-words';
import { createPayDesk, signed, type PayDesk } from '../../demo/payments.ts';
import { createMercadoPago, hintOf } from '../../server/output/payments/mercadopago.ts';
import {
  ProviderRefusal,
  type HintRequest,
  type PaymentProvider,
} from '../../server/output/payments/provider.ts';
import { createStripe } from '../../server/output/payments/stripe.ts';

const secret = 'whsec_suite';
let desk: PayDesk;
let url = '';
let heard: HintRequest[] = [];
before(async () => {
  desk = createPayDesk(() => url);
  await new Promise<void>((done) => desk.server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(desk.server.address() as { port: number }).port}`;
});
after(() => {
  desk.server.closeAllConnections();
  desk.server.close();
});

const adapters: Record<string, (key: string) => PaymentProvider> = {
  stripe: (secretKey) => createStripe({ secretKey, webhookSecrets: [secret] }, { apiUrl: url }),
  mercadopago: (secretKey) =>
    createMercadoPago({ secretKey, webhookSecrets: [secret] }, { apiUrl: url, allowInside: true }),
};
let count = 0;

for (const [name, create] of Object.entries(adapters))
  describe(`The adapter of ${name}`, () => {
    let provider: PaymentProvider;
    before(() => {
      provider = create(`sk_${name}`);
    });
    const asked = (more: object = {}) => ({
      id: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
      number: `PG-${count}`,
      description: 'Documentos',
      amount: '1234.56',
      currency: 'MXN',
      method: 'card' as PaymentMethod,
      locale: 'es' as const,
      returnUrl: 'https://portal.example/pay/return/x',
      createdAt: new Date().toISOString(),
      ...more,
    });
    const begin = async (more: object = {}) => {
      const begun = await provider.start(asked(more));
      return { ...begun, ids: { sessionId: begun.sessionId, paymentId: null } };
    };

    test('begins a payment on its own page, and the same once', async () => {
      const payment = asked();
      const [one, two] = [await provider.start(payment), await provider.start(payment)];
      assert.equal(one.sessionId, two.sessionId);
      assert.ok(one.redirect.startsWith(`${url}/pay/`));
      assert.ok(Date.parse(one.expiresAt) > Date.now());
      const truth = await provider.read({ sessionId: one.sessionId, paymentId: null });
      assert.equal(truth.status, 'open');
      assert.equal(truth.amount, '1234.56');
      assert.equal(truth.currency, 'MXN');
      assert.equal(truth.received, '0.00');
    });

    test('says no for good below what it takes, and has not said it where it breaks off', async () => {
      await assert.rejects(provider.start(asked({ amount: '0.50' })), ProviderRefusal);
      desk.mood.api = 'down';
      const silent = provider.start(asked());
      await assert.rejects(silent, (error) => !(error instanceof ProviderRefusal));
      desk.mood.api = 'up';
    });

    test('reads what was paid, to the cent, with what the provider kept', async () => {
      const { sessionId, ids } = await begin({ amount: '70000000.07' });
      await desk.act(sessionId, 'approve');
      const truth = await provider.read(ids);
      assert.equal(truth.status, 'paid');
      assert.equal(truth.received, '70000000.07');
      assert.ok(truth.paymentId);
      assert.match(truth.fee!, /^\d+\.\d\d$/);
    });

    for (const [method, currency, kind] of [
      ['oxxo', 'MXN', 'oxxo'],
      ['boleto', 'BRL', 'boleto'],
      ['pix', 'BRL', 'pix'],
    ] as const)
      test(`issues a voucher of ${method}, which is sound, and is paid later`, async () => {
        const { sessionId, ids } = await begin({ method, currency });
        await desk.act(sessionId, 'voucher');
        const waiting = await provider.read(ids);
        assert.equal(waiting.status, 'pending');
        assert.equal(waiting.voucher!.kind, kind);
        const code = waiting.voucher!.content ?? waiting.voucher!.reference!;
        assert.ok(isSoundCode(kind, code), code);
        assert.ok(waiting.voucher!.expiresAt);
        await desk.act(sessionId, 'approve');
        assert.equal((await provider.read(ids)).received, '1234.56');
      });

    test('says that the last try was declined as long as the page is open for another', async () => {
      const { sessionId, ids } = await begin();
      const heard = async () => {
        const { status, declined } = await provider.read(ids);
        return [status, declined];
      };
      assert.deepEqual(await heard(), ['open', false]);
      await desk.act(sessionId, 'decline');
      assert.deepEqual(await heard(), ['open', true]);
      await desk.act(sessionId, 'approve');
      assert.deepEqual(await heard(), ['paid', false]);
    });

    test('says of a voucher that nobody paid in time that it lapsed', async () => {
      const { sessionId, ids } = await begin({ method: 'pix', currency: 'BRL' });
      await desk.act(sessionId, 'voucher');
      await desk.act(sessionId, 'lapse');
      const truth = await provider.read(ids);
      assert.deepEqual([truth.status, truth.received], ['expired', '0.00']);
    });

    test('ends a page and a voucher, and nothing that was paid', async () => {
      const open = await begin();
      assert.equal(await provider.expire(open.ids), 'expired');
      assert.ok(['expired', 'cancelled'].includes((await provider.read(open.ids)).status));
      const voucher = await begin({ method: 'oxxo' });
      await desk.act(voucher.sessionId, 'voucher');
      await provider.expire(voucher.ids);
      await desk.act(voucher.sessionId, 'approve');
      assert.equal((await provider.read(voucher.ids)).received, '0.00');
      const paid = await begin();
      await desk.act(paid.sessionId, 'approve');
      assert.equal(await provider.expire(paid.ids), 'already_paid');
    });

    test('sends money back once for each id, and no more than there is', async () => {
      const { sessionId, ids } = await begin();
      await desk.act(sessionId, 'approve');
      const paymentId = (await provider.read(ids)).paymentId!;
      const refund = { id: `refund ${count}`, paymentId, amount: '34.56', currency: 'MXN' };
      await provider.refund(refund);
      await provider.refund(refund);
      assert.equal((await provider.read(ids)).refunded, '34.56');
      const tooMuch = provider.refund({ ...refund, id: 'x', amount: '1200.01' });
      await assert.rejects(tooMuch, ProviderRefusal);
      await provider.refund({ ...refund, id: 'rest', amount: '1200.00' });
      assert.equal((await provider.read(ids)).refunded, '1234.56');
    });

    test('tells of a charge-back', async () => {
      const { sessionId, ids } = await begin();
      await desk.act(sessionId, 'approve');
      await desk.dispute(sessionId);
      assert.equal((await provider.read(ids)).disputed, true);
    });

    test('lists the money that came, page by page, and nothing else', async () => {
      const money = [];
      let cursor: string | null = null;
      do {
        const page = await provider.list({ since: new Date(Date.now() - 3_600_000), cursor });
        money.push(...page.money);
        ({ cursor } = page);
      } while (cursor);
      assert.ok(money.length >= 5);
      assert.ok(money.every(({ received }) => Number(received) > 0));
      assert.equal(new Set(money.map(({ paymentId }) => paymentId)).size, money.length);
      assert.ok(money.some(({ disputed }) => disputed));
      assert.ok(money.every(({ reference }) => reference?.startsWith('00000000')));
    });

    test('hears hints that it signed, and no others', async () => {
      heard = [];
      const { createServer } = await import('node:http');
      const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { searchParams } = new URL(request.url!, 'http://x');
          const query = Object.fromEntries(searchParams);
          heard.push({ headers: request.headers, query, body: Buffer.concat(chunks) });
          response.end();
        });
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as { port: number };
      desk.hintTo(`sk_${name}`, { url: `http://127.0.0.1:${port}/hints`, secret });
      const { sessionId, ids } = await begin();
      await desk.act(sessionId, 'approve');
      server.close();
      const { paymentId } = await provider.read(ids);
      const [request] = heard;
      const hint = await provider.hint(request!);
      assert.ok(typeof hint === 'object', String(hint));
      assert.ok(hint.sessionId === sessionId || hint.paymentId === paymentId);
      const [header] = Object.keys(request!.headers).filter((one) => one.endsWith('signature'));
      const headers = { ...request!.headers, [header!]: 'ts=1,v1=00' };
      assert.equal(await provider.hint({ ...request!, headers }), 'forged');
      const other = create('sk_other');
      assert.ok(typeof (await other.hint(request!)) === 'object', 'its secret is the same');
      if (name === 'stripe') {
        const body = Buffer.concat([request!.body, Buffer.from(' ')]);
        assert.equal(await provider.hint({ ...request!, body }), 'forged');
        const at = Math.floor(Date.now() / 1000) - 301;
        const late = { 'stripe-signature': signed(request!.body.toString(), secret, at) };
        assert.equal(await provider.hint({ ...request!, headers: late }), 'forged');
        // As the provider's own library signs for tests.
        const payload = request!.body.toString();
        const own = Stripe.webhooks.generateTestHeaderString({ payload, secret });
        const theirs = { 'stripe-signature': own };
        assert.equal(typeof (await provider.hint({ ...request!, headers: theirs })), 'object');
        const foreign = Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_x' });
        const others = { 'stripe-signature': foreign };
        assert.equal(await provider.hint({ ...request!, headers: others }), 'forged');
      } else {
        const query = { ...request!.query, 'data.id': '999' };
        assert.equal(await provider.hint({ ...request!, query }), 'forged');
        // The stand-in signs as the provider's own library checks.
        WebhookSignatureValidator.validate({
          xSignature: request!.headers['x-signature'],
          xRequestId: request!.headers['x-request-id'],
          dataId: request!.query['data.id'],
          secret,
        });
        assert.match((await provider.referenceOf!(paymentId!))!, /^00000000-/);
      }
    });
  });

describe('Signatures of Mercado Pago', () => {
  const body = Buffer.from(JSON.stringify({ id: 1, type: 'payment', data: { id: 'ABC1' } }));
  const request = (id: string, signedId: string, ts = Math.floor(Date.now() / 1000)) => {
    const mac = createHmac('sha256', 'b')
      .update(`id:${signedId};request-id:r;ts:${ts};`)
      .digest('hex');
    return {
      headers: { 'x-signature': `ts=${ts}, v1=${mac}`, 'x-request-id': 'r' },
      query: { 'data.id': id },
      body,
    };
  };
  test('hold with the id as it came or in small letters, by any secret that is in use', () => {
    assert.equal(typeof hintOf(request('ABC1', 'ABC1'), ['a', 'b']), 'object');
    assert.equal(typeof hintOf(request('ABC1', 'abc1'), ['a', 'b']), 'object');
    assert.equal(hintOf(request('ABC1', 'ABC1'), ['a']), 'forged');
    assert.equal(hintOf(request('ABC2', 'ABC1'), ['b']), 'forged');
    assert.equal(hintOf(request('A', 'A', 1_000_000_000), ['b']), 'forged');
  });

  test('hold where the provider’s own library says so, and nowhere else', () => {
    const now = Math.floor(Date.now() / 1000);
    const soundFor = (asked: HintRequest, dataId: string) => {
      try {
        WebhookSignatureValidator.validate({
          xSignature: asked.headers['x-signature'],
          xRequestId: asked.headers['x-request-id'],
          dataId,
          secret: 'b',
          toleranceSeconds: 300,
        });
        return true;
      } catch {
        return false;
      }
    };
    const counts = { sound: 0, forged: 0 };
    for (const id of ['ABC1', 'abc1', '123456'])
      for (const signedId of [id, id.toLowerCase(), 'other'])
        for (const requestId of ['r', 'bd2a-11', undefined])
          for (const signedRequest of [requestId, undefined, 'other'])
            for (const ts of [now, now - 200, now - 400, now + 600])
              for (const key of ['b', 'a'])
                for (const write of [
                  (mac: string) => `ts=${ts},v1=${mac}`,
                  (mac: string) => ` TS=${ts} , V1=${mac} `,
                  (mac: string) => `ts=${ts},v2=${'0'.repeat(64)},v1=${mac}`,
                  (mac: string) => `ts=${ts},v1=${mac.slice(2)}`,
                  (mac: string) => `v1=${mac}`,
                  () => `ts=${ts}`,
                ]) {
                  const parts = [`id:${signedId}`];
                  if (signedRequest) parts.push(`request-id:${signedRequest}`);
                  const mac = createHmac('sha256', key)
                    .update(`${parts.join(';')};ts:${ts};`)
                    .digest('hex');
                  const headers = {
                    'x-signature': write(mac),
                    ...(requestId && { 'x-request-id': requestId }),
                  };
                  const asked = { headers, query: { 'data.id': id }, body };
                  const sound = soundFor(asked, id) || soundFor(asked, id.toLowerCase());
                  counts[sound ? 'sound' : 'forged'] += 1;
                  const said = hintOf(asked, ['b']);
                  assert.equal(said !== 'forged', sound, JSON.stringify({ headers, id, ts }));
                }
    assert.ok(counts.sound > 100 && counts.forged > 1000, JSON.stringify(counts));
  });
});

/** Lines of boletos by their last day. */
const boletoLines: Readonly<Record<string, string>> = {
  '2025-02-21': '00190000090123456789701234567897199990000123456',
  '2025-02-22': '00190000090123456789701234567897610000000123456',
  '2026-12-10': '00190000090123456789701234567897316560000123456',
};

describe('Codes that people pay with', () => {
  const changed = (text: string) => text.slice(0, -1) + ((Number(text.at(-1)) + 1) % 10);

  test('CLABEs hold by their check digit', () => {
    for (const clabe of ['032180000118359719', '002010077777777771', '646180110400000007']) {
      assert.equal(isClabe(clabe), true, clabe);
      assert.equal(isClabe(changed(clabe)), false, clabe);
    }
  });

  test('boletos hold by their check digits, and say their day on either side of 2025-02-22', () => {
    for (const [due, line] of Object.entries(boletoLines)) {
      assert.equal(isBoleto(line), true, line);
      assert.equal(isBoleto(changed(line)), false, line);
      assert.deepEqual(readBoleto(line, '2026-11-26'), { amount: '1234.56', due });
    }
  });

  test('Pix codes hold by their check sum', () => {
    const code =
      '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D';
    assert.equal(isPix(code), true);
    assert.equal(isPix(`${code.slice(0, -1)}E`), false);
  });

  test('44 digits are 227 bars and spaces, wide and narrow as another encoder of the standard has them', () => {
    const samples = [
      ...['2025-02-21', '2025-02-22', '2026-12-10'].map((due) => barsOf(boletoLines[due]!)),
      ...Array.from('0123456789', (digit) => digit.padEnd(44, '0123456789')),
    ];
    for (const digits of samples) {
      const widths = interleaved(digits);
      assert.equal(widths.length, 4 + 220 + 3);
      const [code] = bwip.raw({ bcid: 'interleaved2of5', text: digits });
      assert.ok(code && 'sbs' in code);
      // It ends with a narrow space of its own, and its wide bars are twice as wide as its narrow ones.
      assert.deepEqual(
        widths.map((width) => width > 1),
        code.sbs.slice(0, widths.length).map((width) => width > 1),
        digits,
      );
    }
  });
});
