import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import type { StatementContent } from '#contract/statement';
import type { Texts } from '../../output/texts.ts';
import { documentOf, type StatementDocument } from './statement.document.ts';

/** How a sample looks: a tenant's name and formats, and a look that need not hold. */
type SampleTenant = {
  slug: string;
  name: string;
  formats: Record<string, string>;
  theme: ThemeTokens;
  strings: Record<string, string>;
  logo: StatementDocument['logo'];
  locale: Locale;
};
type Item = StatementContent['sections'][number]['items'][number];

/** Stands in the address of a statement that nobody has. */
const noCode = '0'.repeat(26);
const dayMs = 86_400_000;
const dayFrom = (now: number, days: number): string =>
  new Date(now + days * dayMs).toISOString().slice(0, 10);

function itemOf(now: number, index: number, due: number, open: string): Item {
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    kind: 'invoice',
    order: String(4_500_012_000 + index),
    purchaseOrder: `OC-${1200 + index}`,
    invoice: `F-${900 + index}`,
    fiscalId: null,
    date: dayFrom(now, due - 30),
    dueDate: dayFrom(now, due),
    daysOverdue: due < 0 ? -due : null,
    amount: open,
    open,
    status: due < 0 ? 'overdue' : 'to_fall_due',
  };
}

/** A statement of made-up figures, that add up. @param now milliseconds */
function contentOf(
  { name, locale }: SampleTenant,
  customer: string,
  now: number,
): StatementContent {
  return {
    company: { code: 'M01', name, taxId: null },
    customer: { number: '100200', name: customer, taxId: null, phone: null, email: null },
    cutOff: dayFrom(now, 0),
    timeZone: 'UTC',
    sections: [
      {
        currency: locale === 'pt' ? 'BRL' : 'MXN',
        figures: {
          limit: '500000.0000',
          overdue: '29691.0000',
          toFallDue: '49485.0000',
          unappliedCredit: '0.0000',
          total: '79176.0000',
          available: '420824.0000',
        },
        ageing: {
          current: '49485.0000',
          days_1_30: '29691.0000',
          days_31_60: '0.0000',
          days_61_90: '0.0000',
          over_90: '0.0000',
          credit: '0.0000',
        },
        items: [
          itemOf(now, 1, -12, '29691.0000'),
          itemOf(now, 2, 9, '19794.0000'),
          itemOf(now, 3, 20, '29691.0000'),
        ],
      },
    ],
  };
}

/** A statement as PDFs show it, without a customer. */
export const createStatementSampleDocument =
  ({ texts, publicUrl }: { texts: Texts; publicUrl: URL }) =>
  (look: SampleTenant, now = Date.now()): StatementDocument => {
    const { locale, strings, logo } = look;
    const customer = texts(locale, strings)('branding.sample_customer');
    return documentOf(
      {
        content: contentOf(look, customer, now),
        generatedAt: new Date(now).toISOString(),
        code: noCode,
      },
      { ...look, strings: { [locale]: strings } },
      { publicUrl, locale, logo, showCredit: true, contact: null },
    );
  };
