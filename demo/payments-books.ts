import { randomBytes } from 'node:crypto';
import type { PayLanguage } from './payments-page.ts';

// What the stand-in for providers of payments keeps, and its parts share.

export type HintTarget = { url: string; secret: string };

export type Session = {
  provider: 'stripe' | 'mercadopago';
  id: string;
  account: string;
  status: 'open' | 'complete' | 'expired';
  paid: boolean;
  amount: number;
  currency: string;
  method: string;
  name: string;
  locale: PayLanguage;
  reference: string;
  backTo: string;
  createdAt: number;
  expiresAt: number;
  /** Of a transfer: whose CLABE it is, and what came there and is not taken. */
  customer: string | null;
  balance: number;
  intent: Intent | null;
};
export type Intent = {
  id: string;
  status: string;
  received: number;
  refunded: number;
  /** By the key each was asked for with. */
  refunds: Record<string, number>;
  disputed: boolean;
  voucher: string | null;
  /** Its voucher ended before anybody paid it. */
  lapsed?: boolean;
  /** The last card was refused. */
  declined?: boolean;
  paidAt: number;
};

export const seconds = (): number => Math.floor(Date.now() / 1000);
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
/** The code of a voucher: so many digits. */
export const digitsOf = (count: number): string =>
  Array.from(randomBytes(count), (byte) => byte % 10).join('');

/** What the APIs work on. */
export type Books = {
  origin: () => string;
  sessions: Map<string, Session>;
  /** What was asked for under a key, and what came of it. */
  keys: Map<string, { body: string; id: string }>;
  /** Keeps a session that changed, or a key. */
  keep: (what: Session | { key: string; body: string; id: string }) => void;
  changed: (session: Session, what: Happened) => void;
};
export type Happened = 'completed' | 'paid' | 'failed' | 'expired' | 'refunded' | 'disputed';

export const newIntent = ({ provider }: Session): Intent => ({
  id: provider === 'stripe' ? newId('pi') : `1${digitsOf(10)}`,
  status: 'requires_payment_method',
  received: 0,
  refunded: 0,
  refunds: {},
  disputed: false,
  voucher: null,
  paidAt: 0,
});
