import type { FiscalRelation } from '#contract/fiscal-document';
import { FiscalFileError } from './document.ts';
import { attributesOf, readCurrency, readUuid } from './fields.ts';
import { childrenOf, type XmlNode } from './xml.ts';

/** The complement of payments, versions 2.0 and 1.0. */
const spaces = ['http://www.sat.gob.mx/Pagos20', 'http://www.sat.gob.mx/Pagos'];

/**
 * The payments of a document, one relation for each document that one of them settles.
 * @throws FiscalFileError `missing` where it names no payment at all
 */
export function readPayments(complements: readonly XmlNode[]): FiscalRelation[] {
  const groups = complements.filter(({ name, uri }) => name === 'Pagos' && spaces.includes(uri));
  const payments = groups.flatMap((group) => childrenOf(group, 'Pago'));
  if (payments.length === 0) throw new FiscalFileError('missing', 'Pago');
  return payments.flatMap(readPayment);
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
