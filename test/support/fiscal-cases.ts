// Documents of Mexico as they come, right and wrong: what the reader makes of each.
import type { FiscalDocument } from '#contract/fiscal-document';
import { cfdiXml, repXml, rfcReceiver, stampOf, uuidOf, type CfdiParts } from './fiscal.ts';

/** A name, a file, and what is expected of it: parts of the document, or the code of the fault and where it is. */
export type FiscalCase = [
  name: string,
  file: string | Uint8Array,
  expected:
    | { document: Partial<Omit<FiscalDocument, 'warnings'>>; warnings?: string[] }
    | { fault: string; at?: string | RegExp },
];

const head = (values: Record<string, string | undefined>, more: CfdiParts = {}) =>
  cfdiXml({ ...more, head: values });
const reads = (
  document: Partial<Omit<FiscalDocument, 'warnings'>> = {},
  ...warnings: string[]
): FiscalCase[2] => ({
  document: { fiscalId: uuidOf(1), total: '1160.00', ...document },
  warnings,
});
const fails = (fault: string, at?: string | RegExp): FiscalCase[2] => ({
  fault,
  ...(at !== undefined && { at }),
});

const related = (type: string, ...numbers: number[]) =>
  `<cfdi:CfdiRelacionados TipoRelacion="${type}">${numbers.map((one) => `<cfdi:CfdiRelacionado UUID="${uuidOf(one)}"/>`).join('')}</cfdi:CfdiRelacionados>`;
const concept = (values: string, inside = '') =>
  `<cfdi:Concepto Cantidad="1" ClaveUnidad="E48" Descripcion="Servicio" ValorUnitario="100" ${values}>${inside}</cfdi:Concepto>`;
const declared = (encoding: string) =>
  cfdiXml({ receiver: { Nombre: 'PEÑA MUÑOZ' } }).replace('UTF-8', encoding);
const cancelledTimes = (text: string, times: number) => text.repeat(times);

const kinds: FiscalCase[] = [
  [
    '4.0, an income',
    cfdiXml(),
    reads({
      kind: 'invoice',
      version: '4.0',
      series: 'A',
      number: '1001',
      method: 'PPD',
      form: '99',
      issuedIn: '64000',
      transferred: '160.00',
      subtotal: '1000.00',
      state: 'valid',
      environment: 'production',
    }),
  ],
  ['3.3, an income', cfdiXml({ version: '3.3' }), reads({ kind: 'invoice', version: '3.3' })],
  ...(
    [
      ['E', 'credit_note'],
      ['T', 'transfer'],
      ['N', 'payroll'],
    ] as const
  ).map(([type, kind]): FiscalCase => [
    `type ${type}`,
    head({ TipoDeComprobante: type }),
    reads({ kind }),
  ]),
  [
    'a type that is none',
    head({ TipoDeComprobante: 'X' }),
    fails('bad_value', 'Comprobante@TipoDeComprobante'),
  ],
  [
    'version 3.2 in the space of 3.3',
    cfdiXml({ version: '3.3', head: { Version: '3.2' } }),
    fails('unknown_version'),
  ],
  [
    'version 5 in a space of its own',
    cfdiXml().replaceAll('cfd/4', 'cfd/5'),
    fails('unknown_version'),
  ],
  [
    'a document of retentions',
    '<retenciones:Retenciones xmlns:retenciones="http://www.sat.gob.mx/esquemas/retencionpago/2" Version="2.0"/>',
    fails('unknown_kind', 'Retenciones'),
  ],
  ['the name without the space', '<Comprobante Version="4.0"/>', fails('unknown_kind')],
];

const amounts: FiscalCase[] = [
  [
    'six decimals',
    head({ SubTotal: '1000.000000', Total: '1160.000000' }),
    reads({ subtotal: '1000.00' }),
  ],
  [
    'a sum short by two cents a line',
    head({ Total: '1159.96' }),
    reads({ total: '1159.96' }, 'total'),
  ],
  ['a sum short by a cent a line', head({ Total: '1159.98' }), reads({ total: '1159.98' })],
  [
    'lines that are less than their sum',
    head({ SubTotal: '1100', Total: '1260' }),
    reads({ total: '1260.00' }, 'lines_sum'),
  ],
  [
    'a discount',
    head({ Descuento: '100.00', Total: '1060.00' }),
    reads({ discount: '100.00', total: '1060.00' }),
  ],
  [
    'taxes withheld',
    head(
      { Total: '1060.00' },
      {
        taxes:
          '<cfdi:Impuestos TotalImpuestosTrasladados="160.00" TotalImpuestosRetenidos="100.00"/>',
      },
    ),
    reads({ withheld: '100.00', total: '1060.00' }),
  ],
  [
    'local taxes',
    head(
      { Total: '1170.00' },
      {
        complements:
          '<implocal:ImpuestosLocales xmlns:implocal="http://www.sat.gob.mx/implocal" version="1.0" TotaldeRetenciones="20.00" TotaldeTraslados="30.00"/>',
      },
    ),
    reads({ transferred: '190.00', withheld: '20.00', total: '1170.00' }),
  ],
  [
    'dollars with a rate',
    head({ Moneda: 'USD', TipoCambio: '17.123456' }),
    reads({ currency: 'USD', exchangeRate: '17.123456' }),
  ],
  ['a total as an exponent', head({ Total: '1.16e3' }), fails('bad_amount', 'Comprobante@Total')],
  ['a total with a comma', head({ Total: '1,160.00' }), fails('bad_amount')],
  ['a total without digits', head({ Total: '.' }), fails('bad_amount')],
  ['no total', head({ Total: undefined }), fails('missing', 'Comprobante@Total')],
  ['an empty total', head({ Total: '' }), fails('missing')],
  ['a currency that is none', head({ Moneda: 'pesos' }), fails('bad_value', 'Comprobante@Moneda')],
  [
    'material numbers as text',
    cfdiXml(),
    reads({
      lines: [
        {
          material: '000123',
          description: 'Válvula 1/2" & conexión',
          quantity: '2.00',
          unit: 'Pieza',
          unitPrice: '250.00',
          amount: '500.00',
          discount: '0.00',
          tax: '0.00',
        },
        {
          material: '1e5',
          description: 'Válvula 1/2" & conexión',
          quantity: '2.00',
          unit: 'Pieza',
          unitPrice: '250.00',
          amount: '500.00',
          discount: '0.00',
          tax: '0.00',
        },
      ],
    }),
  ],
  [
    'taxes of a line',
    head(
      { SubTotal: '100', Total: '260' },
      {
        concepts: concept(
          'Importe="100"',
          '<cfdi:Impuestos><cfdi:Traslados><cfdi:Traslado Importe="16"/><cfdi:Traslado Base="1"/></cfdi:Traslados><cfdi:Retenciones><cfdi:Retencion Importe="10"/></cfdi:Retenciones></cfdi:Impuestos>',
        ),
      },
    ),
    reads({
      total: '260.00',
      lines: [
        {
          material: null,
          description: 'Servicio',
          quantity: '1.00',
          unit: 'E48',
          unitPrice: '100.00',
          amount: '100.00',
          discount: '0.00',
          tax: '6.00',
        },
      ],
    }),
  ],
];

const dates: FiscalCase[] = [
  [
    'a time before six in the morning',
    head({ Fecha: '2026-03-01T00:00:01' }),
    reads({ issuedAt: '2026-03-01T00:00:01' }),
  ],
  [
    'the last second of a year',
    head({ Fecha: '2025-12-31T23:59:59' }),
    reads({ issuedAt: '2025-12-31T23:59:59' }),
  ],
  [
    'a 29 February',
    head({ Fecha: '2028-02-29T00:30:00' }),
    reads({ issuedAt: '2028-02-29T00:30:00' }),
  ],
  ['a 30 February', head({ Fecha: '2026-02-30T00:00:00' }), fails('bad_date', 'Comprobante@Fecha')],
  ['a date as it is spoken', head({ Fecha: '02/03/2026' }), fails('bad_date')],
  ['an hour 25', head({ Fecha: '2026-03-01T25:00:00' }), fails('bad_date')],
];

const parties: FiscalCase[] = [
  [
    'the public at large',
    cfdiXml({ receiver: { Rfc: 'XAXX010101000' } }),
    reads({ receiver: { taxId: 'XAXX010101000', name: 'XOCHILT CASAS CHAVEZ', use: 'G03' } }),
  ],
  ['a foreigner', cfdiXml({ receiver: { Rfc: 'XEXX010101000' } }), reads()],
  [
    'an RFC with & and Ñ',
    cfdiXml({ receiver: { Rfc: 'Ñ&amp;A010101AAA' } }),
    reads(
      { receiver: { taxId: 'Ñ&A010101AAA', name: 'XOCHILT CASAS CHAVEZ', use: 'G03' } },
      'check_digit',
    ),
  ],
  [
    'an RFC in small letters with signs',
    cfdiXml({ receiver: { Rfc: 'cosc-800113-7na' } }),
    reads({ receiver: { taxId: rfcReceiver, name: 'XOCHILT CASAS CHAVEZ', use: 'G03' } }),
  ],
  [
    'an RFC whose check digit does not hold',
    cfdiXml({ issuer: { Rfc: 'AAA010101AAA' } }),
    reads({}, 'check_digit'),
  ],
  [
    'an RFC of a thirteenth month',
    cfdiXml({ issuer: { Rfc: 'AAA011301AAA' } }),
    fails('bad_tax_id', 'Emisor@Rfc'),
  ],
  [
    'an RFC that is none',
    cfdiXml({ receiver: { Rfc: 'CLIENTE' } }),
    fails('bad_tax_id', 'Receptor@Rfc'),
  ],
  ['no receiver', cfdiXml().replace(/<cfdi:Receptor[^>]*>/, ''), fails('missing', 'Receptor')],
];

const relations: FiscalCase[] = [
  ...(
    [
      ['01', 'credits'],
      ['02', 'debits'],
      ['03', 'returns'],
      ['04', 'substitutes'],
      ['05', 'transfers'],
      ['06', 'transfers'],
      ['07', 'advance'],
      ['99', 'refers'],
    ] as const
  ).map(([type, kind]): FiscalCase => [
    `relation ${type}`,
    cfdiXml({ relations: related(type, 2) }),
    reads({ relations: [{ kind, to: uuidOf(2) }] }),
  ]),
  [
    'relations of two kinds',
    cfdiXml({ relations: related('07', 2, 3) + related('04', 4) }),
    reads({
      relations: [
        { kind: 'advance', to: uuidOf(2) },
        { kind: 'advance', to: uuidOf(3) },
        { kind: 'substitutes', to: uuidOf(4) },
      ],
    }),
  ],
  [
    'a relation to nothing',
    cfdiXml({
      relations:
        '<cfdi:CfdiRelacionados TipoRelacion="04"><cfdi:CfdiRelacionado UUID="folio"/></cfdi:CfdiRelacionados>',
    }),
    fails('bad_value', 'CfdiRelacionado@UUID'),
  ],
  [
    'sales of a day together',
    cfdiXml({ relations: '<cfdi:InformacionGlobal Periodicidad="01" Meses="03" Año="2026"/>' }),
    reads({ isGlobal: true }),
  ],
];

const stamps: FiscalCase[] = [
  ['a UUID in small letters', cfdiXml({ uuid: uuidOf(1).toLowerCase() }), reads()],
  [
    'several complements',
    cfdiXml({
      stamp: `<cfdi:Complemento><x:Otro xmlns:x="urn:x"/></cfdi:Complemento><cfdi:Complemento>${stampOf(uuidOf(1))}</cfdi:Complemento>`,
    }),
    reads(),
  ],
  [
    'two stamps',
    cfdiXml({ complements: stampOf(uuidOf(1)), uuid: uuidOf(2) }),
    reads({}, 'several_stamps'),
  ],
  ['no stamp', cfdiXml({ stamp: '' }), fails('no_fiscal_id')],
  [
    'a stamp within the addenda alone',
    cfdiXml({ stamp: '', addenda: `<cfdi:Addenda>${stampOf(uuidOf(1))}</cfdi:Addenda>` }),
    fails('no_fiscal_id'),
  ],
  ['a stamp with a number that is none', cfdiXml({ uuid: 'folio-fiscal' }), fails('bad_value')],
  [
    'the seal, of which the last signs count',
    cfdiXml(),
    reads({ stamp: { at: '2026-03-02T10:00:01', by: 'SPR190613I52', sealEnd: 'ZGVm12==' } }),
  ],
];

const spaces: FiscalCase[] = [
  ['another prefix', cfdiXml({ prefix: 'c' }), reads()],
  ['no prefix', cfdiXml({ prefix: '' }), reads()],
  [
    'prefixes that are declared and not used',
    cfdiXml({ declarations: ' xmlns:iedu="http://www.sat.gob.mx/iedu" xmlns:x="urn:x"' }),
    reads(),
  ],
  [
    'a prefix that is declared again within',
    cfdiXml().replace(
      '<cfdi:Conceptos>',
      '<cfdi:Conceptos xmlns:cfdi="http://www.sat.gob.mx/cfd/4">',
    ),
    reads(),
  ],
  [
    'a prefix that means something else within',
    cfdiXml().replace('<cfdi:Impuestos', '<cfdi:Otro xmlns:cfdi="urn:otro"/><cfdi:Impuestos'),
    reads(),
  ],
  [
    '`xmlns:schemaLocation`, as the authority itself writes',
    cfdiXml({
      declarations:
        ' xmlns:schemaLocation="http://www.sat.gob.mx/cfd/4 http://www.sat.gob.mx/sitio_internet/cfd/4/cfdv40.xsd"',
    }),
    reads(),
  ],
  [
    'an addenda with prefixes nobody declared',
    cfdiXml({ addenda: '<cfdi:Addenda><amc:a b:c="1">&raro;<d></amc:a></cfdi:Addenda>' }),
    reads({}, 'addenda'),
  ],
  [
    'an addenda with the document within again',
    cfdiXml({ addenda: `<cfdi:Addenda><cfdi:Emisor Rfc="XAXX010101000"/></cfdi:Addenda>` }),
    reads(),
  ],
  [
    'an addenda that never ends',
    cfdiXml({ addenda: '<cfdi:Addenda><a>' }).replace(/<\/cfdi:Comprobante>\s*$/, ''),
    fails('malformed', 'end'),
  ],
  [
    'a prefix nobody declared',
    cfdiXml({ complements: '<x:Otro/>' }),
    fails('malformed', /^\d+:\d+$/),
  ],
  ['an attribute twice', head({}).replace('Serie="A"', 'Serie="A" Serie="B"'), fails('malformed')],
];

/** What a database would stumble over. */
const traps: FiscalCase[] = [
  ['a year before all', head({ Fecha: '0000-01-01T00:00:00' }), fails('bad_date')],
  [
    'an amount that rounds to one digit more',
    head({ Total: '999999999999999.99999' }),
    fails('bad_amount'),
  ],
  [
    'half a sign at the end of a seal',
    cfdiXml().replace('ZGVm12==', '😀1234567'),
    reads({
      stamp: { at: '2026-03-02T10:00:01', by: 'SPR190613I52', sealEnd: 'j1234567' },
    }),
  ],
  [
    'a name that is cut within a sign',
    `<${'a'.repeat(59)}😀/>`,
    fails('unknown_kind', `${'a'.repeat(59)}\uFFFD`),
  ],
  [
    'a currency of a payment that is none',
    repXml({}, [
      { uuid: uuidOf(1), instalment: 1, previous: '1', paid: '1', remaining: '0' },
    ]).replace('MonedaDR="MXN"', 'MonedaDR="pesos"'),
    fails('bad_value', 'DoctoRelacionado@MonedaDR'),
  ],
];

const files: FiscalCase[] = [
  ['a mark of UTF-8', `\uFEFF${cfdiXml()}`, reads()],
  ['blanks before the declaration', ` \r\n${cfdiXml()}`, reads()],
  [
    'ISO-8859-1',
    Buffer.from(declared('ISO-8859-1'), 'latin1'),
    reads({ receiver: { taxId: rfcReceiver, name: 'PEÑA MUÑOZ', use: 'G03' } }),
  ],
  [
    'Windows-1252',
    Buffer.from(declared('Windows-1252'), 'latin1'),
    reads({ receiver: { taxId: rfcReceiver, name: 'PEÑA MUÑOZ', use: 'G03' } }),
  ],
  ['ISO-8859-1 without saying so', Buffer.from(declared('UTF-8'), 'latin1'), fails('encoding')],
  ['UTF-16', Buffer.from(cfdiXml(), 'utf16le'), fails('encoding')],
  ['UTF-7', declared('UTF-7'), fails('encoding')],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), fails('malformed')],
  [
    'an external entity',
    cfdiXml().replace(
      '<cfdi:Comprobante',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><cfdi:Comprobante',
    ),
    fails('doctype'),
  ],
  [
    'an instruction',
    cfdiXml().replace('<cfdi:Comprobante', '<?xml-stylesheet href="a.xsl"?><cfdi:Comprobante'),
    fails('instruction'),
  ],
  ['an entity nobody defined', cfdiXml({ receiver: { Nombre: 'A&nbsp;B' } }), fails('malformed')],
  ['two roots', `${cfdiXml()}<a/>`, fails('malformed')],
  ['half of it', cfdiXml().slice(0, 900), fails('malformed')],
  [
    '65 levels',
    cfdiXml({
      complements: `${cancelledTimes('<a xmlns="urn:a">', 65)}${cancelledTimes('</a>', 65)}`,
    }),
    fails('too_deep'),
  ],
  [
    '20,000 levels within an addenda',
    cfdiXml({ addenda: `<cfdi:Addenda>${cancelledTimes('<a>', 20_000)}` }),
    fails('too_deep'),
  ],
  [
    '200,001 elements',
    cfdiXml({ concepts: cancelledTimes('<a/>', 200_001) }),
    fails('too_complex'),
  ],
  [
    'an attribute of 70,000 signs',
    cfdiXml({ receiver: { Nombre: cancelledTimes('A', 70_000) } }),
    fails('too_long'),
  ],
  [
    'a file of more than three megabytes',
    `${cfdiXml()}${cancelledTimes(' ', 3_000_000)}`,
    fails('too_large'),
  ],
  ['nothing', '', fails('malformed')],
  ['a PDF', '%PDF-1.7', fails('malformed')],
  [
    '5,000 lines, of which 2,000 are kept',
    head(
      { SubTotal: '500000', Total: '500160' },
      { concepts: cancelledTimes(concept('Importe="100"'), 5_000) },
    ),
    reads({ total: '500160.00', lineCount: 5_000 }),
  ],
];

const instalment = {
  uuid: uuidOf(1),
  instalment: 2,
  previous: '1160.00',
  paid: '500.00',
  remaining: '660.00',
};
const pays = (paidAt: string, more: object = {}) => ({
  kind: 'pays' as const,
  to: uuidOf(1),
  payment: {
    paidAt,
    form: '03',
    operation: null,
    currency: 'MXN',
    amount: '500.00',
    documentCurrency: 'MXN',
    equivalence: '1.00',
    instalment: 2,
    previous: '1160.00',
    paid: '500.00',
    remaining: '660.00',
    ...more,
  },
});
/** A complement of payments, changed as a text. */
const rewritten = (from: RegExp | string, to: string, text = repXml({}, [instalment])) =>
  text.replace(from, to);
const rep = (relationsOfIt: ReturnType<typeof pays>[] | undefined, ...warnings: string[]) =>
  reads(
    {
      kind: 'payment',
      fiscalId: uuidOf(900),
      total: '0.00',
      ...(relationsOfIt && { relations: relationsOfIt }),
    },
    ...warnings,
  );
/** Dollars for a document in pesos, at so many pesos a dollar. */
const inDollars = (rate: string) =>
  repXml({ amount: '29.41' }, [instalment])
    .replace('MonedaP="MXN"', 'MonedaP="USD" TipoCambioP="17"')
    .replace('EquivalenciaDR="1"', `EquivalenciaDR="${rate}"`);
const payments: FiscalCase[] = [
  [
    'two payments in one file, each with its own day',
    rewritten(
      /(<pago20:Pago .*?<\/pago20:Pago>)/s,
      `$1${
        (
          /<pago20:Pago .*?<\/pago20:Pago>/s.exec(
            repXml({ paidAt: '2026-04-02T00:05:00' }, [
              {
                uuid: uuidOf(1),
                instalment: 3,
                previous: '660.00',
                paid: '660.00',
                remaining: '0',
              },
            ]),
          ) ?? ['']
        )[0]
      }`,
    ),
    rep([
      pays('2026-03-20T12:00:00'),
      pays('2026-04-02T00:05:00', {
        amount: '660.00',
        instalment: 3,
        previous: '660.00',
        paid: '660.00',
        remaining: '0.00',
      }),
    ]),
  ],
  [
    'two equal payments at the same minute',
    rewritten(/(<pago20:Pago .*?<\/pago20:Pago>)/s, '$1$1'),
    rep([pays('2026-03-20T12:00:00'), pays('2026-03-20T12:00:00')]),
  ],
  [
    'one payment of three documents',
    repXml({ amount: '1500.00' }, [
      instalment,
      { ...instalment, uuid: uuidOf(2) },
      { ...instalment, uuid: uuidOf(3) },
    ]),
    rep(
      [1, 2, 3].map((at) => ({
        ...pays('2026-03-20T12:00:00', { amount: '1500.00' }),
        to: uuidOf(at),
      })),
    ),
  ],
  [
    'one payment of three documents that come to more',
    repXml({ amount: '1499.90' }, [
      instalment,
      { ...instalment, uuid: uuidOf(2) },
      { ...instalment, uuid: uuidOf(3) },
    ]),
    rep(undefined, 'payment_sum'),
  ],
  [
    'dollars for a document in pesos',
    inDollars('17.0000000000'),
    rep([pays('2026-03-20T12:00:00', { currency: 'USD', amount: '29.41', equivalence: '17.00' })]),
  ],
  [
    'dollars for a document in pesos at a rate that does not give them',
    inDollars('16.0000000000'),
    rep(undefined, 'payment_sum'),
  ],
  [
    'a payment in a complement of its own, behind the stamp',
    rewritten(
      /(<pago20:Pagos .*<\/pago20:Pagos>)(.*<\/cfdi:Complemento>)/s,
      '$2<cfdi:Complemento>$1</cfdi:Complemento>',
    ),
    rep([pays('2026-03-20T12:00:00')]),
  ],
  [
    'version 1.0 without what is paid, which is then all of it',
    rewritten(/ ImpPagado="[^"]*"/, '', repXml({ version: '1.0' }, [instalment])),
    rep([pays('2026-03-20T12:00:00')]),
  ],
  ...(['2.0', '1.0'] as const).map((version): FiscalCase => [
    `payments ${version}`,
    repXml({ version }, [instalment]),
    reads({
      kind: 'payment',
      fiscalId: uuidOf(900),
      total: '0.00',
      relations: [pays('2026-03-20T12:00:00')],
    }),
  ]),
  [
    'a payment before six in the morning keeps its own day',
    repXml({ paidAt: '2026-03-01T00:15:00', operation: '000123' }, [instalment]),
    reads({
      kind: 'payment',
      fiscalId: uuidOf(900),
      total: '0.00',
      relations: [pays('2026-03-01T00:15:00', { operation: '000123' })],
    }),
  ],
  [
    'a remainder that does not follow',
    repXml({}, [{ ...instalment, remaining: '659.98' }]),
    reads({ kind: 'payment', fiscalId: uuidOf(900), total: '0.00' }, 'payment_balance'),
  ],
  [
    'more that is settled than was paid',
    repXml({ amount: '400' }, [instalment]),
    reads({ kind: 'payment', fiscalId: uuidOf(900), total: '0.00' }, 'payment_sum'),
  ],
  [
    'a payment of nothing',
    repXml({}, []).replace(/<pago20:Pago .*<\/pago20:Pago>/, ''),
    fails('missing', 'Pago'),
  ],
  [
    'a payment of a document that is none',
    repXml({}, [{ ...instalment, uuid: '1001' }]),
    fails('bad_value', 'DoctoRelacionado@IdDocumento'),
  ],
  [
    'the instalment 0',
    repXml({}, [{ ...instalment, instalment: 0 }]),
    reads({
      kind: 'payment',
      fiscalId: uuidOf(900),
      total: '0.00',
      relations: [pays('2026-03-20T12:00:00', { instalment: null })],
    }),
  ],
];

export const cfdiCases: readonly FiscalCase[] = [
  ...kinds,
  ...amounts,
  ...dates,
  ...parties,
  ...relations,
  ...stamps,
  ...spaces,
  ...traps,
  ...files,
  ...payments,
];
