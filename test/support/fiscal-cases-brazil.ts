// Documents of Brazil as they come, right and wrong: what the reader makes of each.
import type { FiscalDocument } from '#contract/fiscal-document';
import type { FiscalCase } from './fiscal-cases.ts';
import { cnpjIssuer, eventXml, keyOf, nfeXml } from './fiscal.ts';

const key = keyOf();
const reads = (
  document: Partial<Omit<FiscalDocument, 'warnings'>> = {},
  ...warnings: string[]
): FiscalCase[2] => ({ document: { fiscalId: key, total: '110.00', ...document }, warnings });
const fails = (fault: string, at?: string): FiscalCase[2] => ({
  fault,
  ...(at !== undefined && { at }),
});
const dup = (number: string, date: string, amount: string) =>
  `<dup><nDup>${number}</nDup><dVenc>${date}</dVenc><vDup>${amount}</vDup></dup>`;
const totals = (values: Record<string, string>) =>
  `<ICMSTot>${Object.entries({
    vProd: '100.00',
    vDesc: '0.00',
    vIPI: '10.00',
    vNF: '110.00',
    ...values,
  })
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</ICMSTot>`;
const lettered = keyOf({ cnpj: '12ABC34501DE35' });

const notes: FiscalCase[] = [
  [
    'a note with its protocol',
    nfeXml(),
    reads({
      kind: 'invoice',
      country: 'BR',
      version: '4.00',
      series: '1',
      number: '123',
      currency: 'BRL',
      state: 'valid',
      environment: 'production',
      issuedAt: '2026-03-02T09:59:59-03:00',
      form: '15',
      nature: 'Venda de mercadoria',
      subtotal: '100.00',
      transferred: '10.00',
      receiver: { taxId: '12ABC34501DE35', name: 'CLIENTE DE TESTE', state: 'AM' },
      stamp: { at: '2026-03-02T10:00:05-03:00', by: '135260000000001', sealEnd: '' },
      lines: [
        {
          material: '0001',
          description: 'Registro de gaveta',
          quantity: '10.00',
          unit: 'UN',
          unitPrice: '10.00',
          amount: '100.00',
          discount: '0.00',
          tax: '10.00',
        },
      ],
    }),
  ],
  [
    'a note without protocol',
    nfeXml({ bare: true }),
    reads({ state: 'unauthorised', stamp: null }),
  ],
  ...(
    [
      ['150', 'valid'],
      ['101', 'cancelled'],
      ['151', 'cancelled'],
      ['110', 'denied'],
      ['302', 'denied'],
      ['204', 'unauthorised'],
    ] as const
  ).map(([code, state]): FiscalCase => [`answer ${code}`, nfeXml({}, code), reads({ state })]),
  [
    'the answer about another note',
    nfeXml({
      protocol: `<protNFe><infProt><chNFe>${keyOf({ number: 9 })}</chNFe><cStat>100</cStat></infProt></protNFe>`,
    }),
    reads({ state: 'unauthorised' }, 'key_differs'),
  ],
  ['the test environment', nfeXml({ test: true }), reads({ environment: 'test' })],
  [
    'goods that come back',
    nfeXml({ purpose: '4', ide: `<NFref><refNFe>${keyOf({ number: 7 })}</refNFe></NFref>` }),
    reads({ kind: 'credit_note', relations: [{ kind: 'refers', to: keyOf({ number: 7 }) }] }),
  ],
  [
    'a reference to paper',
    nfeXml({ ide: '<NFref><refNF><nNF>7</nNF></refNF></NFref>' }),
    reads({ relations: [] }),
  ],
  [
    'a key with letters',
    nfeXml({ key: lettered, issuer: '<CNPJ>12ABC34501DE35</CNPJ>' }),
    reads({ fiscalId: lettered }),
  ],
  ['a key without `NFe` before it', nfeXml().replace('Id="NFe', 'Id="'), reads()],
  [
    'a key whose check digit does not hold',
    nfeXml({ key: `${key.slice(0, 43)}${(Number(key[43]) + 1) % 10}` }),
    reads({ fiscalId: `${key.slice(0, 43)}${(Number(key[43]) + 1) % 10}` }, 'check_digit'),
  ],
  [
    'a key of another number',
    nfeXml({ key: keyOf({ number: 124 }) }),
    reads({ fiscalId: keyOf({ number: 124 }) }, 'key_differs'),
  ],
  [
    'a key of another issuer',
    nfeXml({ key: lettered }),
    reads({ fiscalId: lettered }, 'key_differs'),
  ],
  ['a key of 43 signs', nfeXml({ key: key.slice(1) }), fails('bad_value', 'infNFe@Id')],
  ['no key', nfeXml().replace(/ Id="[^"]*"/, ''), fails('no_fiscal_id')],
  [
    'version 3.10',
    nfeXml().replace('<infNFe versao="4.00"', '<infNFe versao="3.10"'),
    fails('unknown_version'),
  ],
];

const parts: FiscalCase[] = [
  [
    'a receiver with a CPF',
    nfeXml({ receiver: '<dest><CPF>52998224725</CPF></dest>' }),
    reads({ receiver: { taxId: '52998224725', name: null } }),
  ],
  [
    'a CPF whose check digits do not hold',
    nfeXml({ receiver: '<dest><CPF>52998224724</CPF></dest>' }),
    reads({}, 'check_digit'),
  ],
  [
    'a foreign receiver',
    nfeXml({ receiver: '<dest><idEstrangeiro>P-123</idEstrangeiro></dest>' }),
    reads({ receiver: { taxId: 'P-123', name: null } }),
  ],
  [
    'no receiver, as at a counter',
    nfeXml({ receiver: ' ' }),
    reads({ receiver: { taxId: null, name: null } }),
  ],
  ['a CNPJ that is none', nfeXml({ issuer: '<CNPJ>123</CNPJ>' }), fails('bad_tax_id', 'emit@CNPJ')],
  [
    'instalments',
    nfeXml({
      billing: `<cobr>${dup('001', '2026-04-02', '55.00')}${dup('002', '2026-05-02', '55.00')}</cobr>`,
    }),
    reads({
      instalments: [
        { number: '001', dueDate: '2026-04-02', amount: '55.00' },
        { number: '002', dueDate: '2026-05-02', amount: '55.00' },
      ],
    }),
  ],
  [
    'instalments that miss two cents',
    nfeXml({ billing: `<cobr>${dup('001', '2026-04-02', '109.98')}</cobr>` }),
    reads({}, 'instalments'),
  ],
  [
    'an instalment due on no day',
    nfeXml({ billing: `<cobr>${dup('001', '2026-04-31', '110.00')}</cobr>` }),
    fails('bad_date', 'dup@dVenc'),
  ],
  [
    'freight, insurance and a discount',
    nfeXml({ totals: totals({ vFrete: '20.00', vSeg: '5.00', vDesc: '15.00', vNF: '120.00' }) }),
    reads({ total: '120.00', transferred: '35.00', discount: '15.00' }),
  ],
  [
    'relief that is taken off',
    nfeXml({ totals: totals({ vICMSDeson: '7.00', vNF: '103.00' }) }),
    reads({ total: '103.00' }),
  ],
  ['relief that is shown alone', nfeXml({ totals: totals({ vICMSDeson: '7.00' }) }), reads()],
  [
    'a total that does not add up',
    nfeXml({ totals: totals({ vNF: '110.02' }) }),
    reads({ total: '110.02' }, 'total'),
  ],
  [
    'a total with a comma',
    nfeXml({ totals: totals({ vNF: '110,00' }) }),
    fails('bad_amount', 'ICMSTot@vNF'),
  ],
  ['no total', nfeXml({ totals: ' ' }), fails('missing', 'ICMSTot')],
  [
    'services besides goods',
    nfeXml({ totals: `${totals({ vNF: '160.00' })}<ISSQNtot><vServ>50.00</vServ></ISSQNtot>` }),
    reads({ total: '160.00' }),
  ],
  [
    'groups of the tax reform',
    nfeXml({
      totals: `${totals({})}<IBSCBSTot><vBCIBSCBS>1</vBCIBSCBS></IBSCBSTot><vNFTot>110.00</vNFTot>`,
    }),
    reads(),
  ],
  ['a line without a product', nfeXml({ details: '<det nItem="1"/>' }), fails('missing', 'prod')],
  [
    'Manaus at half past midnight',
    nfeXml({ issuedAt: '2026-03-01T00:30:00-04:00' }),
    reads({ issuedAt: '2026-03-01T00:30:00-04:00' }),
  ],
  [
    'São Paulo at five in the morning',
    nfeXml({ issuedAt: '2026-03-01T05:00:00-03:00' }),
    reads({ issuedAt: '2026-03-01T05:00:00-03:00' }),
  ],
  [
    'a signature with prefixes nobody declared',
    nfeXml().replace(
      '</infNFe>',
      '</infNFe><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><ds:a/></Signature>',
    ),
    reads({}, 'addenda'),
  ],
];

const events: FiscalCase[] = [
  [
    'a cancellation',
    eventXml(key, '110111', { text: '<xJust>Erro no pedido do cliente</xJust>' }),
    reads({
      kind: 'cancellation',
      fiscalId: `ID110111${key}01`,
      total: '0.00',
      state: 'valid',
      nature: 'Erro no pedido do cliente',
      issuedAt: '2026-03-05T23:30:00-04:00',
      issuer: { taxId: cnpjIssuer, name: null },
      relations: [{ kind: 'cancels', to: key }],
    }),
  ],
  [
    'a cancellation that came late',
    eventXml(key, '110111', { code: '155' }),
    reads({ kind: 'cancellation', fiscalId: `ID110111${key}01`, total: '0.00', state: 'valid' }),
  ],
  [
    'a cancellation that was refused',
    eventXml(key, '110111', { code: '573' }),
    reads({
      kind: 'cancellation',
      fiscalId: `ID110111${key}01`,
      total: '0.00',
      state: 'unauthorised',
    }),
  ],
  [
    'a cancellation with the answer about another note',
    eventXml(key, '110111', { of: lettered }),
    reads({
      kind: 'cancellation',
      fiscalId: `ID110111${key}01`,
      total: '0.00',
      state: 'unauthorised',
      stamp: null,
    }),
  ],
  [
    'a letter of correction',
    eventXml(key, '110110', { text: '<xCorrecao>Endereço de entrega</xCorrecao>' }),
    reads({
      kind: 'correction',
      fiscalId: `ID110110${key}01`,
      total: '0.00',
      nature: 'Endereço de entrega',
      relations: [{ kind: 'corrects', to: key }],
    }),
  ],
  [
    'a word of the receiver',
    eventXml(key, '210200'),
    reads({
      kind: 'event',
      fiscalId: `ID210200${key}01`,
      total: '0.00',
      relations: [{ kind: 'refers', to: key }],
    }),
  ],
  [
    'the answer alone',
    eventXml(key, '110111').replace(/^.*?(<retEvento.*<\/retEvento>).*$/s, '$1'),
    reads({ kind: 'cancellation', fiscalId: `ID110111${key}01`, total: '0.00', state: 'valid' }),
  ],
  ['an event of no note', eventXml(key.slice(1), '110111'), fails('bad_value', 'infEvento@chNFe')],
  [
    'an event without an event',
    '<procEventoNFe xmlns="http://www.portalfiscal.inf.br/nfe"/>',
    fails('missing', 'infEvento'),
  ],
];

export const nfeCases: readonly FiscalCase[] = [...notes, ...parts, ...events];
