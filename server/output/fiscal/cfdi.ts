import type {
  FiscalDocument,
  FiscalLine,
  FiscalParty,
  FiscalRelation,
} from '#contract/fiscal-document';
import { isZero, sumOf } from '#contract/decimal';
import type { FiscalKind, FiscalRelationKind } from '#contract/fiscal-words';
import { limits } from '#contract/limits';
import { readPayments } from './cfdi-payments.ts';
import { blank, FiscalFileError } from './document.ts';
import { attributesOf, readCurrency, readUuid, type Fields } from './fields.ts';
import { judgeRfc, plainTaxId } from './tax-ids.ts';
import { childOf, childrenOf, type XmlNode } from './xml.ts';

/** The versions that are read, by their namespaces. */
const versions: Record<string, string> = {
  'http://www.sat.gob.mx/cfd/4': '4.0',
  'http://www.sat.gob.mx/cfd/3': '3.3',
};
const stampSpace = 'http://www.sat.gob.mx/TimbreFiscalDigital';
const localTaxSpace = 'http://www.sat.gob.mx/implocal';

const kinds: Record<string, FiscalKind> = {
  I: 'invoice',
  E: 'credit_note',
  T: 'transfer',
  N: 'payroll',
  P: 'payment',
};
const relationKinds: Record<string, FiscalRelationKind> = {
  '01': 'credits',
  '02': 'debits',
  '03': 'returns',
  '04': 'substitutes',
  '05': 'transfers',
  '06': 'transfers',
  '07': 'advance',
};

export const isCfdi = ({ uri, name }: XmlNode): boolean =>
  name === 'Comprobante' && uri.startsWith('http://www.sat.gob.mx/cfd/');

/**
 * Reads a CFDI 4.0 or 3.3.
 * @param root its `Comprobante`
 * @throws FiscalFileError
 */
export function readCfdi(root: XmlNode): FiscalDocument {
  const head = attributesOf(root);
  const version = Object.hasOwn(versions, root.uri) ? versions[root.uri]! : '';
  if (head.text('Version') !== version)
    throw new FiscalFileError('unknown_version', 'Comprobante@Version');
  const type = head.required('TipoDeComprobante');
  if (!Object.hasOwn(kinds, type))
    throw new FiscalFileError('bad_value', 'Comprobante@TipoDeComprobante');
  const complements = childrenOf(root, 'Complemento').flatMap(({ children }) => children);
  const { fiscalId, stamp, several } = readStamp(complements, head);
  const concepts = childrenOf(root, 'Conceptos').flatMap((all) => childrenOf(all, 'Concepto'));
  const issuer = readParty(root, 'Emisor');
  const receiver = readParty(root, 'Receptor');
  const taxes = readTaxes(root, complements);
  const payments = type === 'P' ? readPayments(complements) : null;
  return {
    ...blank,
    country: 'MX',
    kind: kinds[type]!,
    version,
    fiscalId,
    series: head.text('Serie'),
    number: head.text('Folio'),
    issuedAt: head.date('Fecha'),
    issuedIn: head.text('LugarExpedicion'),
    issuer: issuer.party,
    receiver: receiver.party,
    currency: readCurrency(head, 'Moneda', 'Comprobante'),
    exchangeRate: head.amountOrNull('TipoCambio'),
    subtotal: head.amount('SubTotal', '0.00'),
    discount: head.amount('Descuento', '0.00'),
    ...taxes,
    total: amountRequired(head, 'Total'),
    method: head.text('MetodoPago'),
    form: head.text('FormaPago'),
    nature: head.text('Exportacion'),
    isGlobal: childOf(root, 'InformacionGlobal') !== undefined,
    environment: 'production',
    state: 'valid',
    stamp,
    lines: concepts.slice(0, limits.documentLines).map(readLine),
    lineCount: concepts.length,
    relations: [...readRelations(root), ...(payments?.relations ?? [])],
    warnings: [
      ...[issuer, receiver].flatMap(({ odd, at }) =>
        odd ? [{ code: 'check_digit' as const, at }] : [],
      ),
      ...(several ? [{ code: 'several_stamps' as const }] : []),
      ...(payments?.warnings ?? []),
    ],
  };
}

function amountRequired(fields: Fields, name: string): string {
  fields.required(name);
  return fields.amount(name, '0.00');
}

function readStamp(complements: readonly XmlNode[], head: Fields) {
  const stamps = complements.filter(
    ({ name, uri }) => name === 'TimbreFiscalDigital' && uri === stampSpace,
  );
  if (!stamps[0]) throw new FiscalFileError('no_fiscal_id', 'TimbreFiscalDigital');
  const fields = attributesOf(stamps[0]);
  // The seal of the issuer, which the stamp repeats; a reader of version 3.3 looks for it in the document.
  const seal = (fields.text('SelloCFD') ?? head.text('Sello') ?? '').replaceAll(
    /[^A-Za-z\d+/=]/g,
    '',
  );
  const by = fields.text('RfcProvCertif') ?? '';
  return {
    fiscalId: readUuid(fields, 'UUID', 'TimbreFiscalDigital'),
    stamp: { at: fields.date('FechaTimbrado'), by, sealEnd: seal.slice(-8) },
    several: stamps.length > 1,
  };
}

function readParty(root: XmlNode, name: 'Emisor' | 'Receptor') {
  const node = childOf(root, name);
  if (!node) throw new FiscalFileError('missing', name);
  const fields = attributesOf(node);
  const taxId = plainTaxId(fields.required('Rfc'));
  const verdict = judgeRfc(taxId);
  if (verdict === 'broken') throw new FiscalFileError('bad_tax_id', `${name}@Rfc`);
  const more = {
    regime: fields.text('RegimenFiscal') ?? fields.text('RegimenFiscalReceptor'),
    use: fields.text('UsoCFDI'),
    postalCode: fields.text('DomicilioFiscalReceptor'),
  };
  const known = Object.entries(more).filter(([, value]) => value !== null);
  const party: FiscalParty = {
    taxId,
    name: fields.text('Nombre'),
    ...(Object.fromEntries(known) as Partial<FiscalParty>),
  };
  return { party, odd: verdict === 'check_digit', at: `${name}@Rfc` };
}

/** Taxes of the document, local ones among them. */
function readTaxes(root: XmlNode, complements: readonly XmlNode[]) {
  const own = childOf(root, 'Impuestos');
  const fields = own && attributesOf(own, 'Impuestos');
  const local = complements
    .filter(({ name, uri }) => name === 'ImpuestosLocales' && uri === localTaxSpace)
    .map((node) => attributesOf(node));
  const sum = (of: string, ofLocal: string) =>
    sumOf([
      fields?.amount(of, '0.00') ?? '0.00',
      ...local.map((one) => one.amount(ofLocal, '0.00')),
    ]);
  return {
    transferred: sum('TotalImpuestosTrasladados', 'TotaldeTraslados'),
    withheld: sum('TotalImpuestosRetenidos', 'TotaldeRetenciones'),
  };
}

function readLine(concept: XmlNode): FiscalLine {
  const fields = attributesOf(concept);
  const taxes = childOf(concept, 'Impuestos');
  const sum = (group: string, one: string) =>
    sumOf(
      (taxes ? childrenOf(taxes, group) : [])
        .flatMap((all) => childrenOf(all, one))
        .map((tax) => attributesOf(tax).amount('Importe', '0.00')),
    );
  const withheld = sum('Retenciones', 'Retencion');
  const transferred = sum('Traslados', 'Traslado');
  return {
    material: fields.text('NoIdentificacion'),
    description: fields.text('Descripcion') ?? '',
    quantity: fields.amount('Cantidad', '0.00'),
    unit: fields.text('Unidad') ?? fields.text('ClaveUnidad') ?? '',
    unitPrice: fields.amount('ValorUnitario', '0.00'),
    amount: fields.amount('Importe', '0.00'),
    discount: fields.amount('Descuento', '0.00'),
    tax: isZero(withheld) ? transferred : sumOf([transferred, `-${withheld}`]),
  };
}

function readRelations(root: XmlNode): FiscalRelation[] {
  return childrenOf(root, 'CfdiRelacionados').flatMap((group) => {
    const type = attributesOf(group).required('TipoRelacion');
    const kind = Object.hasOwn(relationKinds, type) ? relationKinds[type]! : 'refers';
    return childrenOf(group, 'CfdiRelacionado').map((one) => ({
      kind,
      to: readUuid(attributesOf(one), 'UUID', 'CfdiRelacionado'),
    }));
  });
}
