import { compareDecimals, sumOf } from '#contract/decimal';
import type { SyncInput } from '#contract/sync';
import type { Admin } from '../../server/index.ts';
import { addDays } from './dates.ts';

type Promised = Parameters<Admin['addPromise']>[1];
type Disputed = Parameters<Admin['addDispute']>[1];

const words = {
  es: {
    note: 'Pagamos con la corrida de los viernes.',
    late: 'Quedó pendiente la autorización.',
    short: 'Facturaron 12 piezas y recibimos 10; el acuse firmado está en el almacén.',
    price: 'El precio de la lista vigente era menor.',
    answer: 'El precio es el del contrato firmado en marzo. Le enviamos copia por correo.',
  },
  pt: {
    note: 'Pagamos na rodada de sexta-feira.',
    late: 'Faltou a liberação da diretoria.',
    short: 'Faturaram 12 peças e recebemos 10; o canhoto assinado está com o almoxarifado.',
    price: 'O preço da tabela vigente era menor.',
    answer: 'O preço é o do contrato assinado em março. Enviamos uma cópia por e-mail.',
  },
};

/** What a customer said of its overdue documents: when it pays some, and that others are not right. */
export function demoSaid({
  locale,
  today,
  now,
  contact,
  staff,
  ledger,
}: {
  locale: 'es' | 'pt';
  today: string;
  now: Date;
  contact: Pick<SyncInput<'contacts'>, 'id' | 'customer'>;
  staff: string;
  ledger: readonly SyncInput<'open-items'>[];
}): { promises: Promised[]; disputes: Disputed[] } {
  const all = ledger
    .filter(
      ({ kind, customer: of, amount, clearings = [], dueDate }) =>
        kind === 'invoice' &&
        of === contact.customer &&
        (dueDate ?? '') < today &&
        compareDecimals(amount, sumOf(clearings.map((one) => one.amount))) > 0,
    )
    .toSorted((a, b) => (a.date < b.date ? 1 : -1));
  // Of the company that most is overdue with, so that all of it is on one page.
  const companies = Map.groupBy(all, ({ company }) => company);
  const [owed = []] = [...companies.values()].toSorted((a, b) => b.length - a.length);
  const t = words[locale];
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
  const of = (at: number) => {
    const item = owed[at];
    return item && { contact: contact.id, company: item.company, document: item.id };
  };
  const [open, next, broken, short, price] = [0, 1, 2, 3, 4].map(of);
  return {
    promises: [
      ...(open ? [{ ...open, date: addDays(today, 4), note: t.note, at: ago(1) }] : []),
      ...(next ? [{ ...next, date: addDays(today, 4), note: t.note, at: ago(1) }] : []),
      ...(broken ? [{ ...broken, date: addDays(today, -6), note: t.late, at: ago(15) }] : []),
    ],
    disputes: [
      ...(short ? [{ ...short, reason: 'quantity' as const, text: t.short, at: ago(2) }] : []),
      ...(price
        ? [
            {
              ...price,
              reason: 'price' as const,
              text: t.price,
              at: ago(9),
              answered: { by: staff, decision: 'refused' as const, answer: t.answer, at: ago(7) },
            },
          ]
        : []),
    ],
  };
}
