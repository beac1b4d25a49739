import type { SyncInput } from '#contract/sync';
import { divideRounded, fromUnits, toUnits } from './decimal.ts';

type Item = SyncInput<'open-items'>;
type Invoice = SyncInput<'invoices'>;

/** The tax authorities' own numbers for whoever is not named, and for trying things out: they are nobody's. */
export const testIds = { rfc: 'XAXX010101000', cnpj: '99999999000191' };

export const notice = {
  es: 'Documento de demostración sin validez fiscal',
  pt: 'Documento de demonstração sem validade fiscal',
};

/** Texts and attributes without signs that XML has other uses for. */
const safe = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const size = (amount: string): string => fromUnits(toUnits(amount.replace('-', ''), 2), 2);

type Line = { material: string; text: string; quantity: string; amount: string };
type Sums = { net: string; tax: string; total: string; lines: Line[] };

/** What was sold: as the invoice has it, else as one line with the tax in it. */
function sumsOf(
  { amount }: Item,
  invoice: Invoice | undefined,
  percent: bigint,
  word: string,
): Sums {
  if (invoice && size(invoice.total) === size(amount)) {
    const lines = (invoice.items ?? []).map(
      ({ material, descriptions, quantity, amount: net }) => ({
        material: material ?? '',
        text: descriptions?.es ?? descriptions?.pt ?? word,
        quantity: quantity.replace('-', ''),
        amount: size(net),
      }),
    );
    const sum = lines.reduce((all, line) => all + toUnits(line.amount, 2), 0n);
    if (sum === toUnits(size(invoice.net), 2))
      return { net: size(invoice.net), tax: size(invoice.tax), total: size(amount), lines };
  }
  const total = toUnits(size(amount), 2);
  const net = divideRounded(total * 100n, 100n + percent);
  const netText = fromUnits(net, 2);
  return {
    net: netText,
    tax: fromUnits(total - net, 2),
    total: size(amount),
    lines: [{ material: '', text: word, quantity: '1', amount: netText }],
  };
}

const unitPrice = ({ amount, quantity }: Line): string =>
  fromUnits(divideRounded(toUnits(amount, 6) * 1_000_000n, toUnits(quantity, 6)), 6);

const stamp = (uuid: string, date: string) =>
  `<tfd:TimbreFiscalDigital xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" Version="1.1" UUID="${uuid}" FechaTimbrado="${date}T12:00:05" RfcProvCertif="${testIds.rfc}" SelloCFD="ZGVtbw==" NoCertificadoSAT="0" SelloSAT="ZGVtbw=="/>`;

type Cfdi = {
  uuid: string;
  date: string;
  folio: string;
  /** Attributes of the document besides those that all have. */
  head: string;
  relations?: string;
  concepts: string;
  taxes?: string;
  complement?: string;
};

const document = ({
  uuid,
  date,
  folio,
  head,
  relations = '',
  concepts,
  taxes = '',
  complement = '',
}: Cfdi) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice.es} -->
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" Folio="${safe(folio)}" Fecha="${date}T12:00:00" ${head} Exportacion="01" LugarExpedicion="00000">${relations}
  <cfdi:Emisor Rfc="${testIds.rfc}" Nombre="EMISOR DE DEMOSTRACION" RegimenFiscal="601"/>
  <cfdi:Receptor Rfc="${testIds.rfc}" Nombre="RECEPTOR DE DEMOSTRACION" UsoCFDI="G03"/>
  <cfdi:Conceptos>${concepts}</cfdi:Conceptos>${taxes}
  <cfdi:Complemento>${complement}${stamp(uuid, date)}</cfdi:Complemento>
</cfdi:Comprobante>
`;

/** A CFDI that is paid later. @param credits the fiscal id of the invoice that a credit note takes from */
export function cfdi(
  item: Item,
  invoice: Invoice | undefined,
  credits: string | undefined,
): string {
  const { net, tax, total, lines } = sumsOf(item, invoice, 16n, 'Venta de mercancía');
  const type = item.kind === 'credit_note' ? 'E' : 'I';
  const currency = item.currency === 'MXP' ? 'MXN' : item.currency;
  return document({
    uuid: item.fiscalId!,
    date: item.date,
    folio: item.invoice ?? '',
    head: `Moneda="${currency}" TipoDeComprobante="${type}" MetodoPago="PPD" FormaPago="99" SubTotal="${net}" Total="${total}"`,
    relations: credits
      ? `\n  <cfdi:CfdiRelacionados TipoRelacion="01"><cfdi:CfdiRelacionado UUID="${credits}"/></cfdi:CfdiRelacionados>`
      : '',
    concepts: lines
      .map(
        (line) =>
          `\n    <cfdi:Concepto ClaveProdServ="01010101"${line.material && ` NoIdentificacion="${safe(line.material)}"`} Cantidad="${line.quantity}" ClaveUnidad="H87" Descripcion="${safe(line.text)}" ValorUnitario="${unitPrice(line)}" Importe="${line.amount}" ObjetoImp="02"/>`,
      )
      .join(''),
    taxes: `\n  <cfdi:Impuestos TotalImpuestosTrasladados="${tax}"/>`,
  });
}

/** One payment of one document. */
export type Paid = {
  uuid: string;
  of: Item;
  date: string;
  instalment: number;
  previous: string;
  paid: string;
};

/** A complement of a payment. */
export function rep({ uuid, of, date, instalment, previous, paid }: Paid): string {
  const currency = of.currency === 'MXP' ? 'MXN' : of.currency;
  const left = fromUnits(toUnits(previous, 2) - toUnits(paid, 2), 2);
  return document({
    uuid,
    date,
    folio: `${of.invoice ?? ''}-${instalment}`,
    head: 'Serie="REP" Moneda="XXX" TipoDeComprobante="P" SubTotal="0" Total="0"',
    concepts:
      '<cfdi:Concepto ClaveProdServ="84111506" Cantidad="1" ClaveUnidad="ACT" Descripcion="Pago" ValorUnitario="0" Importe="0" ObjetoImp="01"/>',
    complement: `<pago20:Pagos xmlns:pago20="http://www.sat.gob.mx/Pagos20" Version="2.0"><pago20:Totales MontoTotalPagos="${paid}"/><pago20:Pago FechaPago="${date}T12:00:00" FormaDePagoP="03" MonedaP="${currency}" TipoCambioP="1" Monto="${paid}"><pago20:DoctoRelacionado IdDocumento="${of.fiscalId}" MonedaDR="${currency}" EquivalenciaDR="1" NumParcialidad="${instalment}" ImpSaldoAnt="${previous}" ImpPagado="${paid}" ImpSaldoInsoluto="${left}" ObjetoImpDR="01"/></pago20:Pago></pago20:Pagos>`,
  });
}

const nfeSpace = 'xmlns="http://www.portalfiscal.inf.br/nfe"';
const instant = (date: string, time: string) => `${date}T${time}-03:00`;

/** An NF-e with the protocol of its authorisation. */
export function nfe(item: Item, invoice: Invoice | undefined): string {
  const { net, tax, total, lines } = sumsOf(item, invoice, 10n, 'Venda de mercadoria');
  const key = item.fiscalId!;
  const isCredit = item.kind === 'credit_note';
  const details = lines
    .map(
      (line, at) =>
        `\n    <det nItem="${at + 1}"><prod><cProd>${safe(line.material || '0')}</cProd><xProd>${safe(line.text)}</xProd><uCom>UN</uCom><qCom>${line.quantity}</qCom><vUnCom>${unitPrice(line)}</vUnCom><vProd>${line.amount}</vProd></prod><imposto/></det>`,
    )
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice.pt} -->
<nfeProc ${nfeSpace} versao="4.00">
  <NFe><infNFe versao="4.00" Id="NFe${key}">
    <ide><natOp>${isCredit ? 'Devolução de venda' : 'Venda de mercadoria'}</natOp><mod>55</mod><serie>1</serie><nNF>${Number(key.slice(25, 34))}</nNF><dhEmi>${instant(item.date, '12:00:00')}</dhEmi><tpNF>1</tpNF><tpAmb>1</tpAmb><finNFe>${isCredit ? 4 : 1}</finNFe></ide>
    <emit><CNPJ>${testIds.cnpj}</CNPJ><xNome>EMITENTE DE DEMONSTRACAO</xNome></emit>
    <dest><CNPJ>${testIds.cnpj}</CNPJ><xNome>DESTINATARIO DE DEMONSTRACAO</xNome></dest>${details}
    <total><ICMSTot><vProd>${net}</vProd><vDesc>0.00</vDesc><vIPI>${tax}</vIPI><vNF>${total}</vNF></ICMSTot></total>${
      item.dueDate
        ? `\n    <cobr><dup><nDup>001</nDup><dVenc>${item.dueDate}</dVenc><vDup>${total}</vDup></dup></cobr>`
        : ''
    }
    <pag><detPag><tPag>15</tPag><vPag>${total}</vPag></detPag></pag>
  </infNFe></NFe>
  <protNFe versao="4.00"><infProt><tpAmb>1</tpAmb><chNFe>${key}</chNFe><dhRecbto>${instant(item.date, '12:00:05')}</dhRecbto><nProt>000000000000000</nProt><cStat>100</cStat></infProt></protNFe>
</nfeProc>
`;
}

/** A letter of correction of an NF-e, and the number it has. */
export function correction({ fiscalId: key, date }: Item): { id: string; text: string } {
  const head = `<tpAmb>1</tpAmb><chNFe>${key}</chNFe><tpEvento>110110</tpEvento><nSeqEvento>1</nSeqEvento>`;
  return {
    id: `ID110110${key}01`,
    text: `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice.pt} -->
<procEventoNFe ${nfeSpace} versao="1.00">
  <evento versao="1.00"><infEvento>${head}<CNPJ>${testIds.cnpj}</CNPJ><dhEvento>${instant(date, '16:00:00')}</dhEvento><detEvento versao="1.00"><descEvento>Carta de Correção</descEvento><xCorrecao>Transportadora: retira o cliente</xCorrecao></detEvento></infEvento></evento>
  <retEvento versao="1.00"><infEvento>${head}<cStat>135</cStat><dhRegEvento>${instant(date, '16:00:05')}</dhRegEvento><nProt>000000000000001</nProt></infEvento></retEvento>
</procEventoNFe>
`,
  };
}
