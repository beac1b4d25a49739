import { rowsOf } from '../../db/rows.ts';
import { isOneOf, keyRows } from '../../db/keys.ts';
import type { Db, InScope } from '../../db/scope.ts';
import type { Hint, HintRequest, PaymentProvider } from '../../output/payments/provider.ts';
import { gathered } from '../../work/gathered.ts';
import type { Providers } from './accounts.ts';
import { expectOf } from './payments.queries.ts';

type Deps = { inScope: InScope; providers: Providers; wake: () => void };

/** Takes what a provider says of an account. @returns whether the account's provider sent it */
export type HintTaker = (slug: string, accountId: string, request: HintRequest) => Promise<boolean>;

/**
 * Keeps hints of providers; what one says is never believed, only asked for. Those of an account that come at the same
 * time are kept together.
 */
export function createHintTaker({ inScope, providers, wake }: Deps): HintTaker {
  const take = gathered(async (key, requests: readonly HintRequest[]) => {
    const [slug = '', accountId = ''] = key.split(' ');
    const { provider, said, isDue, unknown } = await inScope({ slug }, (db) =>
      keep(db, providers, accountId, requests),
    );
    if (isDue) wake();
    for (const paymentId of unknown) lookUp(slug, accountId, provider, paymentId);
    return said.map((one) => one !== 'forged');
  });
  return (slug, accountId, request) => take(`${slug} ${accountId}`, request);

  /** Asks, behind the answer, whose a payment is; where that fails, it is asked about all the same in a while. */
  function lookUp(
    slug: string,
    accountId: string,
    provider: PaymentProvider | null,
    paymentId: string,
  ): void {
    void provider
      ?.referenceOf?.(paymentId)
      .then((id) => (id ? inScope({ slug }, (db) => expectById(db, accountId, id)) : undefined))
      .then(wake)
      .catch(() => {});
  }
}

type Kept = {
  provider: PaymentProvider | null;
  /** Of each request. */
  said: (Hint | 'forged' | 'not_ours')[];
  /** Whether a payment is to be asked about now. */
  isDue: boolean;
  /** What the provider calls payments that nobody here is known to have made. */
  unknown: string[];
};

async function keep(
  db: Db,
  providers: Providers,
  accountId: string,
  requests: readonly HintRequest[],
): Promise<Kept> {
  const provider = await providers.of(db, accountId);
  const said = await Promise.all(
    requests.map(async (request) => (await provider?.hint(request)) ?? 'forged'),
  );
  const hints = new Map(
    said.filter((one) => typeof one === 'object').map((hint) => [hint.eventId, hint]),
  );
  if (hints.size === 0) return { provider, said, isDue: false, unknown: [] };
  const events = await rowsOf<{ id: string }>(
    db,
    `insert into payment_hints (tenant_id, account_id, event_id)
     select current_setting('app.tenant_id')::uuid, ?, k.key from ${keyRows('text')}
     on conflict (tenant_id, account_id, event_id) do nothing returning event_id as id`,
    [accountId, [...hints.keys()]],
  );
  const fresh = events.map(({ id }) => hints.get(id)!);
  if (fresh.length === 0) return { provider, said, isDue: false, unknown: [] };
  const named = (list: (string | null)[]) => list.filter((name) => name !== null);
  const found = await rowsOf<{ id: string; session: string | null; payment: string | null }>(
    db,
    `select id, session_id as session, provider_payment_id as payment from payments
     where account_id = :accountId and (${isOneOf('session_id', 'text', ':sessions')}
       or ${isOneOf('provider_payment_id', 'text', ':payments')})
     order by id`,
    {
      accountId,
      sessions: named(fresh.map(({ sessionId }) => sessionId)),
      payments: named(fresh.map(({ paymentId }) => paymentId)),
    },
  );
  for (const { id } of found) await expectOf(db, id, 0);
  const isKnown = ({ sessionId, paymentId }: Hint) =>
    found.some(
      ({ session, payment }) =>
        (sessionId !== null && session === sessionId) ||
        (paymentId !== null && payment === paymentId),
    );
  const unknown = named(fresh.filter((hint) => !isKnown(hint)).map(({ paymentId }) => paymentId));
  return { provider, said, isDue: found.length > 0, unknown };
}

async function expectById(db: Db, accountId: string, id: string): Promise<void> {
  const known = await db('payments')
    .where({ account_id: accountId })
    .whereRaw('id::text = ?', [id])
    .first<object | undefined>('id');
  if (known) await expectOf(db, id, 0);
}

/** Hints are kept as long as a provider repeats them. */
export const sweepHints = (db: Db): Promise<unknown> =>
  db.raw(`delete from payment_hints where received_at < now() - interval '90 days'`);
