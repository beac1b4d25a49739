// The key of a form: made on the page, sent with every try.
import { expect } from '@open-wc/testing';
import { Client } from '../../widgets/core/client.ts';
import { newFormKey } from '../../widgets/core/once.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the key of a form', () => {
  const real = window.fetch;
  afterEach(() => (window.fetch = real));

  it('is a UUID, another one each time, also where the browser makes none', () => {
    const keys = Array.from({ length: 100 }, newFormKey);
    for (const key of keys) expect(key).to.match(uuid);
    expect(new Set(keys).size).to.equal(100);
  });

  it('goes with each try of a call, and with none that has none', async () => {
    const sent: (string | null)[] = [];
    window.fetch = async (input) => {
      sent.push((input as Request).headers.get('Idempotency-Key'));
      if (sent.length > 1) return new Response(null, { status: 204 });
      const problem = JSON.stringify({ code: 'unauthenticated', status: 401 });
      return new Response(problem, {
        status: 401,
        headers: { 'Content-Type': 'application/problem+json' },
      });
    };
    const client = new Client('https://portal.example', 'aqua', {
      current: () => null,
      renew: async () => true,
      confirm: async () => false,
      used: () => {},
      customer: () => undefined,
      outdated: () => {},
    });
    const key = newFormKey();
    // Any call will do: which endpoints count once is the contract's affair.
    await client.call('DELETE /session', { once: key } as object);
    await client.call('DELETE /session', {});
    expect(sent).to.deep.equal([key, key, null]);
  });
});
