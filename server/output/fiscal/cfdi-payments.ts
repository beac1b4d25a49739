import { toMillionths, toText } from '#contract/decimal';
import type { FiscalRelation, FiscalWarning } from '#contract/fiscal-document';
import { FiscalFileError } from './document.ts';
import { attributesOf, readCurrency, readUuid } from './fields.ts';
import { childrenOf, type XmlNode } from './xml.ts';

/** The complement of payments, versions 2.0 and 1.0. */
const spaces = ['http://www.sat.gob.mx/Pagos20', 'http://www.sat.gob.mx/Pagos'];

/**
 * The payments of a document, one relation for each document that one of them settles, and a warning for each that
 * settles more than was paid.
 * @throws FiscalFileError `missing` where it names no payment at all
 */
export function readPayments(complements: readonly XmlNode[]): {
  relations: FiscalRelation[];
  warnings: FiscalWarning[];
} {
  const groups = complements.filter(({ name, uri }) => name === 'Pagos' && spaces.includes(uri));
  const payments = groups.flatMap((group) => childrenOf(group, 'Pago')).map(readPayment);
  if (payments.length === 0) throw new FiscalFileError('missing', 'Pago');
  return { relations: payments.flat(), warnings: payments.flatMap(judge) };
}

/** Each document that a payment settles may be rounded by a cent. */
function judge(settled: readonly FiscalRelation[]): FiscalWarning[] {
  const parts = settled.map(({ payment }) => payment && inPaymentCurrency(payment));
  if (parts.length === 0 || parts.some((part) => part == null)) return [];
  const over =
    parts.reduce<bigint>((all, part) => all + part!, 0n) -
    toMillionths(settled[0]!.payment!.amount);
  return over > cent * BigInt(parts.length) ? [{ code: 'payment_sum', by: toText(over) }] : [];
}

const cent = 10_000n;
/** Digits behind the point that a rate has at most. */
const rateDigits = 10;

/** What is paid of a document, in millionths of the payment's currency; null where no rate says how much that is. */
function inPaymentCurrency({
  paid,
  equivalence,
  currency,
  documentCurrency,
}: NonNullable<FiscalRelation['payment']>): bigint | null {
  if (currency === documentCurrency) return toMillionths(paid);
  const [whole = '', part = ''] = (equivalence ?? '').split('.');
  const rate = BigInt(whole + part.padEnd(rateDigits, '0'));
  return rate > 0n ? (toMillionths(paid) * 10n ** BigInt(rateDigits)) / rate : null;
}

function readPayment(payment: XmlNode): FiscalRelation[] {
  const fields = attributesOf(payment);
  const common = {
    paidAt: fields.date('FechaPago'),
    form: fields.text('FormaDePagoP') ?? '',
    operation: fields.text('NumOperacion'),
    currency: readCurrency(fields, 'MonedaP', 'Pago'),
    amount: fields.amount('Monto', '0.00'),
  };
  return childrenOf(payment, 'DoctoRelacionado').map((document) => {
    const own = attributesOf(document);
    const previous = own.amountOrNull('ImpSaldoAnt');
    // Version 1.0 leaves out what is paid where the payment settles one document alone.
    const paid = own.amountOrNull('ImpPagado') ?? common.amount;
    const instalment = Number(own.text('NumParcialidad') ?? Number.NaN);
    return {
      kind: 'pays' as const,
      to: readUuid(own, 'IdDocumento', 'DoctoRelacionado'),
      payment: {
        ...common,
        documentCurrency: readCurrency(own, 'MonedaDR', 'DoctoRelacionado'),
        equivalence: own.amountOrNull('EquivalenciaDR') ?? own.amountOrNull('TipoCambioDR'),
        instalment:
          Number.isInteger(instalment) && instalment > 0 && instalment < 10_000 ? instalment : null,
        previous,
        paid,
        remaining: own.amountOrNull('ImpSaldoInsoluto'),
      },
    };
  });
}
