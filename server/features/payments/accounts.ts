import type { PaymentMethod, PaymentProviderName } from '#contract/payment-words';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Credentials, PaymentProvider } from '../../output/payments/provider.ts';
import { createMercadoPago, type MercadoPagoOptions } from '../../output/payments/mercadopago.ts';
import { createStripe, type StripeOptions } from '../../output/payments/stripe.ts';
import { createSeal, type Seal } from '../../records/seal.ts';

/** How providers are reached: for the operator to say, never for a tenant. */
export type ProviderOptions = { stripe?: StripeOptions; mercadopago?: MercadoPagoOptions };

/** The key that credentials are sealed with now. */
export const keyId = 'server-1';

export async function accountSeal(db: Db, accountId: string): Promise<Seal> {
  const { secret, tenant } = await rowOf<{ secret: Uint8Array; tenant: string }>(
    db,
    `select secret, current_setting('app.tenant_id') as tenant from server_secrets where name = 'payments'`,
  );
  return createSeal(secret, `${tenant} ${accountId}`);
}

/** Where a transfer goes that the company's people confirm. */
export type TransferDetails = { bank: string; beneficiary: string; account: string };

export type OfferedAccount = {
  id: string;
  provider: PaymentProviderName;
  details: TransferDetails | null;
  mode: 'test' | 'live';
  methods: PaymentMethod[];
  min: string | null;
  max: string | null;
  /** Whether it takes money for no document. */
  onAccount: boolean;
};

/** Accounts that take money for a company. */
export const accountsFor = (db: Db, companyId: string): Promise<OfferedAccount[]> =>
  db('payment_accounts')
    .where({ company_id: companyId, enabled: true })
    .orderBy('created_at')
    .select({
      id: 'id',
      provider: 'provider',
      details: 'details',
      mode: 'mode',
      methods: 'methods',
      min: 'min_amount',
      max: 'max_amount',
      onAccount: 'on_account',
    });

/** Who takes payments for an account, with what it signs in by; null where only the company's people know. */
export type Providers = { of(db: Db, accountId: string): Promise<PaymentProvider | null> };

type Row = { provider: PaymentProviderName; credentials: Buffer | null; version: number };

/** Providers by their accounts. Each is kept as long as its credentials are the same. */
export function createProviders(options: ProviderOptions): Providers {
  const kept = new Map<string, { version: number; provider: PaymentProvider }>();
  return {
    of: async (db, accountId) => {
      const row = await db('payment_accounts')
        .where({ id: accountId })
        .first<Row | undefined>('provider', 'credentials', 'version');
      if (!row?.credentials) return null;
      const known = kept.get(accountId);
      if (known?.version === row.version) return known.provider;
      const seal = await accountSeal(db, accountId);
      const credentials = JSON.parse(seal.open(row.credentials).toString()) as Credentials;
      const provider =
        row.provider === 'mercadopago'
          ? createMercadoPago(credentials, options.mercadopago ?? {})
          : createStripe(credentials, options.stripe ?? {});
      kept.set(accountId, { version: row.version, provider });
      return provider;
    },
  };
}
