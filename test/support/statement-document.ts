import { readFileSync } from 'node:fs';
import { difference, sumOf } from '#contract/decimal';
import { addDays } from '#contract/format';
import type { AgeingBucket } from '#contract/ledger-words';
import type { Locale } from '#contract/primitives';
import type { StatementContent } from '#contract/statement';
import type { StatementDocument } from '../../server/features/statement/statement.document.ts';
import { readTheme } from '../../server/features/tenants/theme.ts';

type Section = StatementContent['sections'][number];
type Item = Section['items'][number];

const cutOff = '2026-04-11';

/** Open items that add up: invoices at all ages, and a credit after each nine of them. */
function itemsOf(count: number, seed: number): Item[] {
  return Array.from({ length: count }, (_, i) => {
    const n = i + seed;
    const credit = i % 10 === 9;
    const late = (n * 37) % 140;
    const overdue = !credit && i % 3 !== 0 ? late + 1 : null;
    const amount = `${credit ? '-' : ''}${1_200 + ((n * 7919) % 480_000)}.${String((n * 13) % 100).padStart(2, '0')}`;
    return {
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      kind: credit ? 'credit_note' : 'invoice',
      order: credit ? null : `00840${String(10_000 + n)}`,
      purchaseOrder: n % 4 === 0 ? null : `OC-2026-${1000 + n}`,
      invoice: n % 5 === 0 ? null : `90${String(100_000 + n)}`,
      fiscalId: fiscalIdOf(n),
      date: addDays(cutOff, -30 - late),
      dueDate: credit ? null : addDays(cutOff, overdue === null ? late : -overdue),
      daysOverdue: overdue,
      amount,
      // Some are paid in part.
      open: !credit && i % 7 === 1 ? difference(amount, '1000.00') : amount,
      status: credit ? 'credit' : overdue === null ? 'to_fall_due' : 'overdue',
    };
  });
}

/** As Mexican invoices have it. */
function fiscalIdOf(n: number): string {
  const hex = (BigInt(n + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n).toString(16).toUpperCase();
  const digits = hex.padStart(32, 'A').slice(-32);
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

function bucketOf({ status, daysOverdue }: Item): AgeingBucket {
  if (status === 'credit') return 'credit';
  if (daysOverdue === null) return 'current';
  if (daysOverdue <= 30) return 'days_1_30';
  if (daysOverdue <= 60) return 'days_31_60';
  return daysOverdue <= 90 ? 'days_61_90' : 'over_90';
}

/** A section whose figures are the sums of its items. */
export function sectionOf(currency: string, items: Item[], limit: string | null): Section {
  const sum = (bucket: AgeingBucket) =>
    sumOf(items.filter((item) => bucketOf(item) === bucket).map(({ open }) => open));
  const ageing = {
    current: sum('current'),
    days_1_30: sum('days_1_30'),
    days_31_60: sum('days_31_60'),
    days_61_90: sum('days_61_90'),
    over_90: sum('over_90'),
    credit: sum('credit'),
  };
  const total = sumOf(Object.values(ageing));
  return {
    currency,
    figures: {
      limit,
      overdue: sumOf([ageing.days_1_30, ageing.days_31_60, ageing.days_61_90, ageing.over_90]),
      toFallDue: ageing.current,
      unappliedCredit: difference('0', ageing.credit),
      total,
      available: limit === null ? null : difference(limit, total),
    },
    ageing,
    items,
  };
}

export type SampleOptions = {
  locale?: Locale;
  theme?: 'aqua' | 'zambe';
  rows?: number;
  currencies?: string[];
};

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url));

/** A statement of a customer with so many open items, the first currency having most of them. */
export function sampleStatement(options: SampleOptions = {}): StatementDocument {
  const { locale = 'es', theme = 'aqua', rows = 40 } = options;
  const brazil = locale === 'pt';
  const currencies = options.currencies ?? [brazil ? 'BRL' : 'MXN'];
  const base = readTheme(JSON.parse(file('themes/base.json').toString()));
  return {
    content: {
      company: brazil
        ? { code: 'BR01', name: 'Zambé Bebidas Ltda.', taxId: '00.000.000/0001-00' }
        : { code: 'SM02', name: 'Aquavelia S.A. de C.V.', taxId: 'AAA010101AAA' },
      customer: {
        number: '0001002945',
        name: brazil ? 'Distribuição São João & Irmãos' : 'Comercializadora Ñandú del Río',
        taxId: brazil ? '11.111.111/0001-11' : 'XAXX010101000',
        phone: brazil ? '+55 11 5550-0100' : '+52 55 5550 0100',
        email: 'pagos@cliente.example',
      },
      cutOff,
      timeZone: brazil ? 'America/Sao_Paulo' : 'America/Mexico_City',
      sections: currencies.map((currency, i) => {
        const count =
          i === 0 ? rows - Math.floor(rows / 4) * (currencies.length - 1) : Math.floor(rows / 4);
        return sectionOf(currency, itemsOf(count, i * 10_000), i === 0 ? '8000000.00' : null);
      }),
    },
    generatedAt: '2026-04-12T04:22:06.000Z',
    verifyUrl: `https://portal.example/v/${theme}/Kx7mQ2vT9sLr4WzB`,
    locale,
    region: brazil ? 'pt-BR' : 'es-MX',
    tenantName: theme === 'aqua' ? 'Aquavelia' : 'Zambé',
    theme: { ...base, ...readTheme(JSON.parse(file(`themes/${theme}.json`).toString()), base) },
    logo: null,
    strings: {},
    showCredit: true,
    contact: null,
  };
}
