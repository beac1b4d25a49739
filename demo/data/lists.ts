import type { demoRecords } from './index.ts';

/** Mailboxes of the demo's inbox that do not take a mail, by what happens there. */
export const troubled = {
  es: { gone: 'rebota', full: 'lleno', slow: 'lento', refused: 'rechaza' },
  pt: { gone: 'volta', full: 'cheia', slow: 'lenta', refused: 'recusa' },
  en: { gone: 'bounces', full: 'full', slow: 'slow', refused: 'refuses' },
} as const;

const words = {
  es: { pay: 'pagos', copy: 'contabilidad' },
  pt: { pay: 'financeiro', copy: 'contabilidade' },
  en: { pay: 'payables', copy: 'accounting' },
};

/** Lists that a brand begins with at most. */
const most = 40;

/** Mailing lists for the customers there are; now and then one whose mailbox is gone, full, slow or refuses. */
export function demoLists(
  locale: keyof typeof words,
  { customers }: Pick<ReturnType<typeof demoRecords>, 'customers'>,
): { company: string; customer: string; mailboxes: string[] }[] {
  const { pay, copy } = words[locale];
  const { gone, full, slow, refused } = troubled[locale];
  const trouble: Record<number, string> = { 2: gone, 4: full, 5: slow, 7: refused };
  return customers
    .flatMap(({ number, companies = [] }) => companies.map(({ company }) => ({ company, number })))
    .slice(0, most)
    .map(({ company, number }, at) => {
      const domain = `cliente-${number.replace(/^0+/, '')}.example`;
      return {
        company,
        customer: number,
        mailboxes: [
          `${trouble[at] ?? pay}@${domain}`,
          ...(at % 3 === 0 ? [`${copy}@${domain}`] : []),
        ],
      };
    });
}
