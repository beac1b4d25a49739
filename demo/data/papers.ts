import { addDays } from '#contract/format';
import type { StarterTypeCode } from '#contract/document-words';
import type { Admin } from '../../server/index.ts';
import { Pdf } from '../../server/output/pdf.ts';
import { loadTexts } from '../../server/output/texts.ts';

type Paper = Parameters<Admin['addDocument']>[1];
type Language = 'es' | 'pt' | 'en';
type Asked = {
  /** Of the company. */
  name: string;
  locale: Language;
  customer: { number: string; name: string };
  orders: readonly { number: string; date: string }[];
  today: string;
};

const paper = [612, 792] as const;
const black = '#1c2024';
const grey = '#60646c';

/** A page as an office would send it: whose it is, what it is, and of what. */
export function pageOf(
  { name, locale, customer, today }: Omit<Asked, 'orders'>,
  heading: string,
  lines: readonly string[],
): Buffer {
  const pdf = new Pdf({
    title: heading,
    author: name,
    language: locale,
    createdAt: new Date(`${today}T12:00:00Z`),
    paper,
  });
  pdf.leaf('P', () => pdf.text(name, 56, 72, { size: 10, color: grey }));
  pdf.leaf('H1', () => pdf.text(heading, 56, 110, { size: 20, color: black, weight: 'strong' }));
  for (const [at, line] of [`${customer.name} · ${customer.number}`, ...lines].entries())
    pdf.leaf('P', () => pdf.text(line, 56, 146 + at * 20, { size: 11, color: black }));
  return Buffer.from(pdf.finish());
}

const rejection = {
  es: 'La constancia tiene más de tres meses. Entregue una reciente.',
  pt: 'O comprovante tem mais de três meses. Entregue um recente.',
  en: 'The registration is older than three months. Hand in a recent one.',
};
const wrongInvoice = {
  es: 'Falta el valor en dólares. Entregue la factura completa.',
  pt: 'Falta o valor em dólares. Entregue a fatura completa.',
  en: 'The value in US dollars is missing. Hand in the complete invoice.',
};
const costs = {
  es: 'Costos internos de la operación',
  pt: 'Custos internos da operação',
  en: 'Internal costs of the operation',
};

type Carried = {
  number: string;
  opened: string;
  mode: string;
  masterDocument?: string | null | undefined;
};
/** How the invoice of the supplier stands, from one shipment to the next. */
const invoiceStates = ['accepted', 'in_review', 'received', 'rejected'] as const;

/** Documents of shipments: what the agency shares, what the customer handed in, and what it still has to. */
export function shipmentPapers(
  asked: Omit<Asked, 'orders'>,
  shipments: readonly Carried[],
): Paper[] {
  const { locale } = asked;
  const t = loadTexts()(locale);
  return shipments.flatMap(({ number, opened, mode, masterDocument }): Paper[] => {
    const owner = { kind: 'shipment', number } as const;
    const waybill =
      mode === 'air' ? 'air_waybill' : mode === 'road' ? 'road_waybill' : 'bill_of_lading';
    const make = (type: StarterTypeCode, more: Partial<Paper> = {}): Paper => {
      const title = `${t(`document_type.${type}`)} ${number}`;
      const lines = [t('document.owner_shipment', { number }), masterDocument ?? '', opened];
      const file = { name: `${title}.pdf`, content: pageOf(asked, title, lines) };
      return { id: `${type}-${number}`, owner, type, title, file, ...more };
    };
    const state = invoiceStates[Number(number.at(-1)) % invoiceStates.length]!;
    return [
      make(waybill),
      make('commercial_invoice', {
        state,
        ...(state === 'rejected' && { reason: wrongInvoice[locale] }),
      }),
      { id: `packing_list-${number}`, owner, type: 'packing_list', title: 'packing_list' },
    ];
  });
}

/** Documents of one customer in every state there is, with files of our own making. */
export function demoPapers(asked: Asked): Paper[] {
  const { locale, customer, orders, today } = asked;
  const t = loadTexts()(locale);
  const own = { kind: 'customer', number: customer.number } as const;
  const newest = orders.toSorted((a, b) => (a.date < b.date ? 1 : -1));
  const make = (
    id: string,
    type: StarterTypeCode,
    more: Partial<Paper> = {},
    lines: readonly string[] = [],
  ): Paper => {
    const title = more.title ?? t(`document_type.${type}`);
    return {
      id,
      owner: own,
      type,
      title,
      file: { name: `${title}.pdf`, content: pageOf(asked, title, lines) },
      ...more,
    };
  };
  const ofOrders = newest.slice(0, 3).flatMap(({ number, date }, at): Paper[] => {
    const owner = { kind: 'order', number } as const;
    const lines = [t('document.owner_order', { number }), date];
    const mark = (title: string) => ({ owner, title: `${title} ${number}` });
    return [
      make(`PL-${number}`, 'packing_list', mark(t('document_type.packing_list')), lines),
      make(
        `PO-${number}`,
        'purchase_order',
        { ...mark(t('document_type.purchase_order')), state: at === 0 ? 'received' : 'accepted' },
        lines,
      ),
      make(
        `QC-${number}`,
        'quality_certificate',
        {
          ...mark(t('document_type.quality_certificate')),
          state: 'in_review',
          expiresOn: addDays(today, 200),
        },
        lines,
      ),
    ];
  });
  return [
    make('TAX', 'tax_registration', { state: 'rejected', reason: rejection[locale] }),
    make('POA', 'power_of_attorney', { state: 'accepted', expiresOn: addDays(today, 20) }),
    make('PERMIT', 'special_permit', { state: 'accepted', expiresOn: addDays(today, -12) }),
    make('SDS', 'safety_data_sheet', { expiresOn: addDays(today, 400) }),
    make('COSTS', 'correspondence', { title: costs[locale], visibility: 'internal' }),
    { id: 'RECEIPT', owner: own, type: 'payment_receipt', title: 'payment_receipt' },
    ...ofOrders,
  ];
}
