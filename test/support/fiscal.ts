import { mod11 } from '../../server/output/fiscal/tax-ids.ts';

/** Tax ids of the authorities' own test sets. */
export const rfcIssuer = 'EKU9003173C9';
export const rfcReceiver = 'COSC8001137NA';
export const cnpjIssuer = '11222333000181';

/** Attributes of an element; those that are undefined are left out. */
const attributes = (values: Record<string, string | undefined>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${value}"`]))
    .join('');

/** A UUID that nothing but a number tells from others. */
export const uuidOf = (number: number): string =>
  `6F0C2D6A-4B1E-4C0D-9A3B-${number.toString(16).toUpperCase().padStart(12, '0')}`;

export type CfdiParts = {
  head?: Record<string, string | undefined>;
  issuer?: Record<string, string | undefined>;
  receiver?: Record<string, string | undefined>;
  /** XML in front of the parties, instead of the lines, of the taxes, of the complements, and after them. */
  relations?: string;
  concepts?: string;
  taxes?: string;
  complements?: string;
  addenda?: string;
  uuid?: string;
  prefix?: string;
  version?: '4.0' | '3.3';
  /** Further declarations of the root. */
  declarations?: string;
  stamp?: string;
};

export const stampOf = (uuid: string): string =>
  `<tfd:TimbreFiscalDigital xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" Version="1.1" UUID="${uuid}" FechaTimbrado="2026-03-02T10:00:01" RfcProvCertif="SPR190613I52" SelloCFD="c2VsbG8tc2VsbG8tc2VsbG8/YWJjZGVm12==" NoCertificadoSAT="1" SelloSAT="x"/>`;

/** A CFDI of two lines, 1,160.00 MXN in all, unless its parts say otherwise. */
export function cfdiXml(parts: CfdiParts = {}): string {
  const { prefix = 'cfdi', version = '4.0', uuid = uuidOf(1), declarations = '' } = parts;
  const p = prefix ? `${prefix}:` : '';
  const space = `http://www.sat.gob.mx/cfd/${version[0]}`;
  const head = {
    Version: version,
    Serie: 'A',
    Folio: '1001',
    Fecha: '2026-03-02T09:59:59',
    Moneda: 'MXN',
    SubTotal: '1000.00',
    Total: '1160.00',
    TipoDeComprobante: 'I',
    MetodoPago: 'PPD',
    FormaPago: '99',
    LugarExpedicion: '64000',
    ...(version === '4.0' && { Exportacion: '01' }),
    ...parts.head,
  };
  const line = (number: string, amount: string) =>
    `<${p}Concepto${attributes({ ClaveProdServ: '01010101', NoIdentificacion: number, Cantidad: '2', ClaveUnidad: 'H87', Unidad: 'Pieza', Descripcion: 'Válvula 1/2&quot; &amp; conexión', ValorUnitario: '250.00', Importe: amount, ObjetoImp: '02' })}/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<${p}Comprobante xmlns${prefix && `:${prefix}`}="${space}"${declarations}${attributes(head)}>
  ${parts.relations ?? ''}
  <${p}Emisor${attributes({ Rfc: rfcIssuer, Nombre: 'ESCUELA KEMPER URGATE', RegimenFiscal: '601', ...parts.issuer })}/>
  <${p}Receptor${attributes({ Rfc: rfcReceiver, Nombre: 'XOCHILT CASAS CHAVEZ', UsoCFDI: 'G03', ...parts.receiver })}/>
  <${p}Conceptos>${parts.concepts ?? line('000123', '500.00') + line('1e5', '500.00')}</${p}Conceptos>
  ${parts.taxes ?? `<${p}Impuestos TotalImpuestosTrasladados="160.00"/>`}
  ${parts.stamp ?? `<${p}Complemento>${parts.complements ?? ''}${stampOf(uuid)}</${p}Complemento>`}
  ${parts.addenda ?? ''}
</${p}Comprobante>
`;
}

export type PaidDocument = {
  uuid: string;
  instalment: number;
  previous: string;
  paid: string;
  remaining: string;
};

/** A complement of one payment (REP), version 2.0 or 1.0. */
export function repXml(
  {
    uuid = uuidOf(900),
    paidAt = '2026-03-20T12:00:00',
    version = '2.0',
    ...more
  }: {
    uuid?: string;
    paidAt?: string;
    version?: '2.0' | '1.0';
    operation?: string;
    receiver?: Record<string, string | undefined>;
    amount?: string;
  },
  documents: readonly PaidDocument[],
): string {
  const [p, space] =
    version === '2.0'
      ? ['pago20', 'http://www.sat.gob.mx/Pagos20']
      : ['pago10', 'http://www.sat.gob.mx/Pagos'];
  const paid = documents
    .map(
      (one) =>
        `<${p}:DoctoRelacionado${attributes({ IdDocumento: one.uuid.toLowerCase(), MonedaDR: 'MXN', [version === '2.0' ? 'EquivalenciaDR' : 'TipoCambioDR']: '1', NumParcialidad: String(one.instalment), ImpSaldoAnt: one.previous, ImpPagado: one.paid, ImpSaldoInsoluto: one.remaining })}/>`,
    )
    .join('');
  return cfdiXml({
    uuid,
    version: version === '2.0' ? '4.0' : '3.3',
    head: {
      Serie: 'P',
      Folio: '7',
      Fecha: '2026-03-21T08:00:00',
      TipoDeComprobante: 'P',
      Moneda: 'XXX',
      SubTotal: '0',
      Total: '0',
      MetodoPago: undefined,
      FormaPago: undefined,
    },
    ...(more.receiver && { receiver: more.receiver }),
    concepts: '',
    taxes: '',
    complements: `<${p}:Pagos xmlns:${p}="${space}" Version="${version}"><${p}:Pago${attributes({ FechaPago: paidAt, FormaDePagoP: '03', MonedaP: 'MXN', Monto: more.amount ?? documents[0]?.paid ?? '0', NumOperacion: more.operation })}>${paid}</${p}:Pago></${p}:Pagos>`,
  });
}

/** A key of an NF-e with the check digit that belongs to it. */
export function keyOf({
  cnpj = cnpjIssuer,
  number = 123,
  series = 1,
  model = '55',
  month = '2603',
}: {
  cnpj?: string;
  number?: number;
  series?: number;
  model?: string;
  month?: string;
} = {}): string {
  const body = `35${month}${cnpj}${model}${String(series).padStart(3, '0')}${String(number).padStart(9, '0')}148213907`;
  return `${body}${mod11(body)}`;
}

export type NfeParts = {
  key?: string;
  number?: number;
  series?: number;
  /** XML within `ide`, of the parties, and instead of the lines, the totals, the billing and the protocol. */
  ide?: string;
  issuer?: string;
  receiver?: string;
  details?: string;
  totals?: string;
  billing?: string;
  protocol?: string;
  issuedAt?: string;
  test?: boolean;
  purpose?: string;
  bare?: boolean;
};

const answerOf = (key: string, code: string) =>
  `<protNFe versao="4.00"><infProt><tpAmb>1</tpAmb><chNFe>${key}</chNFe><dhRecbto>2026-03-02T10:00:05-03:00</dhRecbto><nProt>135260000000001</nProt><cStat>${code}</cStat></infProt></protNFe>`;

/** An NF-e of one line, 110.00 BRL in all, authorised unless `code` says otherwise. */
export function nfeXml(parts: NfeParts = {}, code: string | null = '100'): string {
  const { number = 123, series = 1 } = parts;
  const key = parts.key ?? keyOf({ number, series });
  const note = `<NFe xmlns="http://www.portalfiscal.inf.br/nfe"><infNFe versao="4.00" Id="NFe${key}">
  <ide><cUF>35</cUF><natOp>Venda de mercadoria</natOp><mod>55</mod><serie>${series}</serie><nNF>${number}</nNF><dhEmi>${parts.issuedAt ?? '2026-03-02T09:59:59-03:00'}</dhEmi><tpNF>1</tpNF><cMunFG>3550308</cMunFG><tpAmb>${parts.test ? 2 : 1}</tpAmb><finNFe>${parts.purpose ?? '1'}</finNFe>${parts.ide ?? ''}</ide>
  <emit>${parts.issuer ?? `<CNPJ>${cnpjIssuer}</CNPJ>`}<xNome>EMPRESA DE TESTE</xNome><enderEmit><UF>SP</UF></enderEmit></emit>
  ${parts.receiver ?? '<dest><CNPJ>12ABC34501DE35</CNPJ><xNome>CLIENTE DE TESTE</xNome><enderDest><UF>AM</UF></enderDest></dest>'}
  ${parts.details ?? '<det nItem="1"><prod><cProd>0001</cProd><xProd>Registro de gaveta</xProd><uCom>UN</uCom><qCom>10.0000</qCom><vUnCom>10.0000000000</vUnCom><vProd>100.00</vProd></prod><imposto><IPI><IPITrib><vIPI>10.00</vIPI></IPITrib></IPI></imposto></det>'}
  <total>${parts.totals ?? '<ICMSTot><vProd>100.00</vProd><vDesc>0.00</vDesc><vIPI>10.00</vIPI><vNF>110.00</vNF></ICMSTot>'}</total>
  ${parts.billing ?? ''}<pag><detPag><tPag>15</tPag><vPag>110.00</vPag></detPag></pag>
</infNFe></NFe>`;
  return parts.bare
    ? note
    : `<?xml version="1.0" encoding="UTF-8"?>
<nfeProc versao="4.00" xmlns="http://www.portalfiscal.inf.br/nfe">${note}${parts.protocol ?? (code === null ? '' : answerOf(key, code))}</nfeProc>`;
}

/** An event of an NF-e with the answer of the authority, or with another one. */
export function eventXml(
  key: string,
  type: string,
  { code = '135', of = key, text = '' } = {},
): string {
  const space = 'xmlns="http://www.portalfiscal.inf.br/nfe"';
  return `<?xml version="1.0" encoding="UTF-8"?>
<procEventoNFe versao="1.00" ${space}><evento versao="1.00" ${space}><infEvento Id="ID${type}${key}01"><cOrgao>35</cOrgao><tpAmb>1</tpAmb><CNPJ>${cnpjIssuer}</CNPJ><chNFe>${key}</chNFe><dhEvento>2026-03-05T23:30:00-04:00</dhEvento><tpEvento>${type}</tpEvento><nSeqEvento>1</nSeqEvento><detEvento versao="1.00"><descEvento>Evento</descEvento>${text}</detEvento></infEvento></evento><retEvento versao="1.00" ${space}><infEvento><tpAmb>1</tpAmb><cStat>${code}</cStat><chNFe>${of}</chNFe><tpEvento>${type}</tpEvento><nSeqEvento>1</nSeqEvento><dhRegEvento>2026-03-05T23:31:00-03:00</dhRegEvento><nProt>135260000000002</nProt></infEvento></retEvento></procEventoNFe>`;
}
