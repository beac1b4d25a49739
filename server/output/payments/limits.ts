import type { PaymentMethod, PaymentProviderName } from '#contract/payment-words';

/** What a provider takes at least and at most, as decimals of a currency; null where nothing is known. */
export type AmountLimits = { min: string | null; max: string | null };

const none: AmountLimits = { min: null, max: null };

/**
 * What Stripe takes: docs.stripe.com, "OXXO payments" and "Boleto payments" under "Amount limits", and "Supported
 * currencies" under "Minimum and maximum charge amounts". Mercado Pago tells its limits only to who has an account.
 */
const byStripe: Partial<Record<PaymentMethod, Record<string, AmountLimits>>> = {
  oxxo: { MXN: { min: '10.00', max: '10000.00' } },
  boleto: { BRL: { min: '5.00', max: '49999.99' } },
  card: {
    MXN: { min: '10.00', max: null },
    BRL: { min: '0.50', max: null },
    USD: { min: '0.50', max: null },
  },
};

/** Limits of a way to pay by its provider's own rules. */
export const providerLimits = (
  provider: PaymentProviderName,
  method: PaymentMethod,
  currency: string,
): AmountLimits => (provider === 'stripe' ? (byStripe[method]?.[currency] ?? none) : none);
