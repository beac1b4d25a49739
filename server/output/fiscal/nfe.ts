import type {
  FiscalDocument,
  FiscalInstalment,
  FiscalLine,
  FiscalParty,
  FiscalWarning,
} from '#contract/fiscal-document';
import { sumOf } from '#contract/decimal';
import { limits } from '#contract/limits';
import type { FiscalState } from '#contract/fiscal-words';
import { blank, FiscalFileError } from './document.ts';
import { textsOf } from './fields.ts';
import { judgeCnpj, judgeCpf, judgeKey, type TaxIdVerdict } from './tax-ids.ts';
import { childOf, childrenOf, type XmlNode } from './xml.ts';

export const nfeSpace = 'http://www.portalfiscal.inf.br/nfe';

/** What the tax authority answered, by its code (`cStat`). */
const states: Record<string, FiscalState> = {
  '100': 'valid',
  '150': 'valid',
  '101': 'cancelled',
  '151': 'cancelled',
  '155': 'cancelled',
  '110': 'denied',
  '301': 'denied',
  '302': 'denied',
  '303': 'denied',
};

export const isNfe = ({ uri, name }: XmlNode): boolean =>
  uri === nfeSpace && (name === 'nfeProc' || name === 'NFe');

/**
 * Reads an NF-e or NFC-e 4.00, with its protocol or without.
 * @param root `nfeProc` or `NFe`
 * @throws FiscalFileError
 */
export function readNfe(root: XmlNode): FiscalDocument {
  const info = childOf(root.name === 'NFe' ? root : childOf(root, 'NFe', nfeSpace), 'infNFe');
  if (!info) throw new FiscalFileError('missing', 'infNFe');
  if (info.attributes.get('versao') !== '4.00')
    throw new FiscalFileError('unknown_version', 'infNFe@versao');
  const key = readKey(info.attributes.get('Id')?.replace(/^NFe/, ''), 'infNFe@Id');
  const part = (name: string): XmlNode => {
    const node = childOf(info, name);
    if (!node) throw new FiscalFileError('missing', name);
    return node;
  };
  const head = textsOf(part('ide'), 'ide');
  const total = childOf(part('total'), 'ICMSTot');
  if (!total) throw new FiscalFileError('missing', 'ICMSTot');
  const sums = textsOf(total, 'ICMSTot');
  const issuer = readParty(part('emit'), 'emit');
  const receiver = readParty(childOf(info, 'dest'), 'dest');
  const details = childrenOf(info, 'det');
  const protocol = readProtocol(root, key.value);
  return {
    ...blank,
    country: 'BR',
    kind: head.text('finNFe') === '4' ? 'credit_note' : 'invoice',
    version: '4.00',
    fiscalId: key.value,
    series: head.required('serie'),
    number: head.required('nNF'),
    issuedAt: head.date('dhEmi'),
    issuedIn: head.text('cMunFG'),
    leavesAt: head.text('dhSaiEnt') && head.date('dhSaiEnt'),
    issuer: issuer.party,
    receiver: receiver.party,
    currency: 'BRL',
    subtotal: sums.amount('vProd', '0.00'),
    discount: sums.amount('vDesc', '0.00'),
    transferred: addedTo(info, sums),
    withheld: sums.amount('vICMSDeson', '0.00'),
    total: (sums.required('vNF'), sums.amount('vNF', '0.00')),
    form: paidBy(info),
    nature: head.text('natOp'),
    environment: head.text('tpAmb') === '2' ? 'test' : 'production',
    state: protocol.state,
    stamp: protocol.stamp,
    lines: details.slice(0, limits.documentLines).map(readLine),
    lineCount: details.length,
    instalments: readInstalments(info),
    relations: childrenOf(childOf(info, 'ide')!, 'NFref').flatMap((one) => {
      const to = textsOf(one).text('refNFe');
      return to && judgeKey(to) !== 'broken' ? [{ kind: 'refers' as const, to }] : [];
    }),
    warnings: [
      ...key.warnings,
      ...issuer.warnings,
      ...receiver.warnings,
      ...protocol.warnings,
      ...keyParts(key.value, issuer.party, head.required('serie'), head.required('nNF')),
    ],
  };
}

/** A key of 44 signs. @throws FiscalFileError where it is none; a check digit that does not hold is a warning. */
export function readKey(text: string | null | undefined, at: string) {
  if (!text) throw new FiscalFileError('no_fiscal_id', at);
  const verdict = judgeKey(text);
  if (verdict === 'broken') throw new FiscalFileError('bad_value', at);
  const warnings: FiscalWarning[] = verdict === 'right' ? [] : [{ code: 'check_digit', at }];
  return { value: text, warnings };
}

/** What the key says again: the issuer, the series and the number. */
function keyParts(
  key: string,
  { taxId }: FiscalParty,
  series: string,
  number: string,
): FiscalWarning[] {
  const differs = (at: string, part: string, value: string) =>
    part === value ? [] : [{ code: 'key_differs' as const, at }];
  return [
    ...(taxId?.length === 14 ? differs('emit@CNPJ', key.slice(6, 20), taxId) : []),
    ...differs('ide@serie', key.slice(22, 25), series.padStart(3, '0')),
    ...differs('ide@nNF', key.slice(25, 34), number.padStart(9, '0')),
  ];
}

const taxIdKinds: [string, (taxId: string) => TaxIdVerdict][] = [
  ['CNPJ', judgeCnpj],
  ['CPF', judgeCpf],
  ['idEstrangeiro', () => 'right'],
];

/** Whoever buys at a counter may stay unnamed. @throws FiscalFileError `bad_tax_id` */
function readParty(node: XmlNode | undefined, path: string) {
  if (!node) return { party: { taxId: null, name: null }, warnings: [] };
  const fields = textsOf(node, path);
  const kind = taxIdKinds.find(([name]) => fields.text(name) !== null);
  const taxId = kind ? fields.required(kind[0]) : null;
  const verdict = kind && taxId ? kind[1](taxId) : 'right';
  const at = `${path}@${kind?.[0]}`;
  if (verdict === 'broken') throw new FiscalFileError('bad_tax_id', at);
  const place = childOf(node, path === 'emit' ? 'enderEmit' : 'enderDest');
  const state = place && textsOf(place).text('UF');
  const party: FiscalParty = { taxId, name: fields.text('xNome'), ...(state && { state }) };
  const warnings: FiscalWarning[] = verdict === 'right' ? [] : [{ code: 'check_digit', at }];
  return { party, warnings };
}

/** What a total has besides goods: freight, insurance, taxes that are added, and services. */
const added = [
  ['vST', 'vFCPST', 'vFrete', 'vSeg', 'vOutro', 'vII', 'vIPI', 'vIPIDevol', 'vICMSMonoReten'],
  ['vServ'],
] as const;

function addedTo(info: XmlNode, sums: ReturnType<typeof textsOf>): string {
  const services = childOf(childOf(info, 'total'), 'ISSQNtot');
  const [own, ofServices] = added;
  return sumOf([
    ...own.map((name) => sums.amount(name, '0.00')),
    ...(services ? ofServices.map((name) => textsOf(services).amount(name, '0.00')) : []),
  ]);
}

function readLine(detail: XmlNode): FiscalLine {
  const product = childOf(detail, 'prod');
  if (!product) throw new FiscalFileError('missing', 'prod');
  const fields = textsOf(product, 'prod');
  return {
    material: fields.text('cProd'),
    description: fields.text('xProd') ?? '',
    quantity: fields.amount('qCom', '0.00'),
    unit: fields.text('uCom') ?? '',
    unitPrice: fields.amount('vUnCom', '0.00'),
    amount: fields.amount('vProd', '0.00'),
    discount: fields.amount('vDesc', '0.00'),
    // What is added to the price of the line; ICMS, PIS and COFINS are in it.
    tax: sumOf(
      ['vIPI', 'vICMSST', 'vFCPST'].flatMap((name) =>
        amountsWithin(childOf(detail, 'imposto'), name),
      ),
    ),
  };
}

function amountsWithin(node: XmlNode | undefined, name: string): string[] {
  if (!node) return [];
  const own = textsOf(node).amountOrNull(name);
  return [
    ...(own === null ? [] : [own]),
    ...node.children.flatMap((one) => amountsWithin(one, name)),
  ];
}

function readInstalments(info: XmlNode): FiscalInstalment[] {
  const billing = childOf(info, 'cobr');
  return (billing ? childrenOf(billing, 'dup') : []).map((one, at) => {
    const fields = textsOf(one, 'dup');
    return {
      number: fields.text('nDup') ?? String(at + 1),
      dueDate: fields.date('dVenc').slice(0, 10),
      amount: fields.amount('vDup', '0.00'),
    };
  });
}

function paidBy(info: XmlNode): string | null {
  const detail = childOf(childOf(info, 'pag'), 'detPag');
  return detail ? textsOf(detail).text('tPag') : null;
}

/** What the tax authority answered; `unauthorised` where the file does not say. */
function readProtocol(
  root: XmlNode,
  key: string,
): Pick<FiscalDocument, 'state' | 'stamp' | 'warnings'> {
  const answer = childOf(childOf(root, 'protNFe'), 'infProt');
  if (!answer) return { state: 'unauthorised', stamp: null, warnings: [] };
  const fields = textsOf(answer, 'infProt');
  // An answer about another document says nothing of this one.
  if (fields.text('chNFe') !== key)
    return {
      state: 'unauthorised',
      stamp: null,
      warnings: [{ code: 'key_differs', at: 'infProt@chNFe' }],
    };
  const code = fields.required('cStat');
  const by = fields.text('nProt') ?? '';
  return {
    state: Object.hasOwn(states, code) ? states[code]! : 'unauthorised',
    stamp: by ? { at: fields.date('dhRecbto'), by, sealEnd: '' } : null,
    warnings: [],
  };
}
