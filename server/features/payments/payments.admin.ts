import { liveStates, paymentMethods, type PaymentMethod } from '#contract/payment-words';
import { identifierKey } from '#contract/identifiers';
import { rowOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import type { Credentials } from '../../output/payments/provider.ts';
import { accountSeal, keyId, type TransferDetails } from './accounts.ts';

/** An account as the operator hands it over. */
export type OperatorAccount = {
  company: string;
  mode: 'test' | 'live';
  name: string;
  methods: readonly PaymentMethod[];
  min?: string;
  max?: string;
  /** Above which amount a second person confirms that money goes back; zero unless given. */
  secondAbove?: string;
  /** Whether it takes money for no document; not unless given. */
  onAccount?: boolean;
} & (
  | { provider: 'stripe' | 'mercadopago'; credentials: Credentials }
  | { provider: 'manual'; details: TransferDetails }
);

/** Accounts with providers, as the operator sets them up. */
export function createPaymentAdmin(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  return {
    /**
     * Sets up where a company takes money. The account it had there is changed where its mode is the same, and takes no
     * new payments otherwise.
     * @returns its id, which stands in the address for hints: `/payment-hints/<tenant>/<id>`
     * @throws Error where the tenant, the company or a way to pay does not exist
     */
    setPaymentAccount: async (slug: string, account: OperatorAccount): Promise<string> => {
      const tenant = await deps.findTenant(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      const unknown = account.methods.find((method) => !paymentMethods.includes(method));
      if (unknown) throw new Error(`There is no way to pay ${unknown}`);
      return deps.inScope({ tenantId: tenant.id }, async (db) => {
        const company = await db('companies')
          .where({ code_key: identifierKey(account.company) })
          .whereNull('deleted_at')
          .first<{ id: string } | undefined>('id');
        if (!company) throw new Error(`There is no company ${account.company}`);
        const at = { company_id: company.id, provider: account.provider, enabled: true };
        const known = await db('payment_accounts')
          .where({ ...at, mode: account.mode })
          .first<{ id: string } | undefined>('id');
        const id =
          known?.id ?? (await rowOf<{ id: string }>(db, 'select gen_random_uuid() as id')).id;
        const { seal } = await accountSeal(db, id);
        const columns = {
          name: account.name,
          methods: [...account.methods],
          min_amount: account.min ?? null,
          max_amount: account.max ?? null,
          second_above: account.secondAbove ?? '0',
          on_account: account.onAccount ?? false,
          ...(account.provider === 'manual'
            ? { credentials: null, key_id: null, details: jsonbOf(account.details) }
            : {
                credentials: seal(Buffer.from(JSON.stringify(account.credentials))),
                key_id: keyId,
                details: null,
              }),
        };
        if (known)
          await db('payment_accounts')
            .where({ id })
            .update({ ...columns, version: db.raw('version + 1') });
        else {
          await refuseSwitch(db, at);
          await db('payment_accounts').where(at).update({ enabled: false });
          await db('payment_accounts').insert({
            tenant_id: tenant.id,
            id,
            ...at,
            mode: account.mode,
            ...columns,
          });
        }
        return id;
      });
    },
  };
}

/** @throws Error where payments of the account in the other mode are under way: they would be nobody's */
async function refuseSwitch(db: Db, at: Record<string, unknown>): Promise<void> {
  const live = await db('payments as p')
    .join('payment_accounts as a', (on) =>
      on.on('a.tenant_id', 'p.tenant_id').on('a.id', 'p.account_id'),
    )
    .where(Object.fromEntries(Object.entries(at).map(([name, value]) => [`a.${name}`, value])))
    .whereIn('p.state', [...liveStates])
    .limit(1)
    .select('p.number');
  if (live.length > 0)
    throw new Error(
      'Payments of the account are under way: its mode can be changed once they ended',
    );
}
