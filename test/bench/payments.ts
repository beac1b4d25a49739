// Hints of a provider beside a bare insert over HTTP, and a statement of which hundreds of documents are being paid.
import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import { signed } from '../../demo/payments.ts';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import { adminOf } from '../support/portal.ts';
import { median, type Finding } from './compare.ts';
import { prepare, start } from './list.ts';
import { overlay } from './statement.ts';

const [connections, seconds, rounds] = [20, 6, 3];
const least = 0.5;
const webhookSecret = 'whsec_bench';

export async function benchPayments(postgres: TemporaryPostgres): Promise<Finding[]> {
  return [await hints(postgres), ...(await overlay(postgres))];
}

/** A hint is checked, kept and held against payments; the bare server keeps its bytes. */
async function hints(postgres: TemporaryPostgres): Promise<Finding> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 2 });
  await migrate(owner);
  const stage = await prepare(owner);
  await owner.knex.raw(
    'create table bench_hints (id bigint generated always as identity primary key, content text)',
  );
  await owner.knex.raw('grant insert on bench_hints to portico_app');
  const account = await adminOf(owner).setPaymentAccount('banco', {
    company: 'C',
    provider: 'stripe',
    mode: 'test',
    name: 'Pruebas',
    methods: ['card'],
    credentials: { secretKey: 'sk_test_bench', webhookSecrets: [webhookSecret] },
  });
  await owner.close();
  const ours = await start('portal', postgres.serverUrl, stage);
  const bare = await start('bare-hints', postgres.serverUrl, stage);
  const rates = { ours: [] as number[], bare: [] as number[] };
  const path = `/payment-hints/banco/${account}`;
  await rate(ours.url + path);
  for (let round = 0; round < rounds; round++) {
    rates.ours.push(await rate(ours.url + path));
    rates.bare.push(await rate(bare.url + path));
  }
  for (const { child } of [ours, bare]) child.kill('SIGKILL');
  const [found, limit] = [median(rates.ours), median(rates.bare)];
  return {
    what: 'POST /payment-hints, each of another event',
    value: `${found.toFixed(0)}/s`,
    limit: `${limit.toFixed(0)}/s, a bare insert`,
    ratio: found / limit,
    budget: String(least),
    holds: found / limit >= least,
  };
}

/** Hints a second that are taken; each is signed, and of another event. */
async function rate(url: string): Promise<number> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: 'POST',
    requests: [
      {
        setupRequest: (request) => {
          const id = randomUUID();
          const body = JSON.stringify({
            id: `evt_${id}`,
            object: 'event',
            type: 'checkout.session.completed',
            data: {
              object: { id: `cs_test_${id}`, object: 'checkout.session', payment_intent: null },
            },
          });
          const headers = {
            'content-type': 'application/json',
            'stripe-signature': signed(body, webhookSecret),
          };
          return { ...request, body, headers };
        },
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return result.requests.average;
}
