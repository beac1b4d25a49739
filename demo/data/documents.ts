import type { SyncInput } from '#contract/sync';
import { loadTexts } from '../../server/output/texts.ts';
import { pageOf } from './papers.ts';
import type { Source } from './source.ts';

/** What the ERP shares with the customers behind the first: the certificate of the goods of their newest order. */
export function documentRecords(
  { slug, companies, buyers }: Source,
  today: string,
  orders: readonly { number: string; customer: string; date: string }[],
): SyncInput<'documents'>[] {
  const locale = slug === 'zambe' ? 'pt' : 'es';
  const t = loadTexts()(locale);
  const title = t('document_type.quality_certificate');
  return buyers.slice(1, 4).flatMap(({ record: customer }) => {
    const [newest] = orders
      .filter((order) => order.customer === customer.number)
      .toSorted((a, b) => (a.date < b.date ? 1 : -1));
    if (!newest) return [];
    const { number, date } = newest;
    const page = pageOf(
      { name: companies[0]!.legalName, locale, customer, today },
      `${title} ${number}`,
      [t('document.owner_order', { number }), date],
    );
    return [
      {
        owner: 'order' as const,
        number,
        id: `QC-${number}`,
        type: 'quality_certificate',
        title: `${title} ${number}`,
        fileName: `${title} ${number}.pdf`,
        content: page.toString('base64'),
      },
    ];
  });
}
