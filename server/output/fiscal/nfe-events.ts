import type { FiscalDocument, FiscalParty } from '#contract/fiscal-document';
import type { FiscalKind, FiscalRelationKind } from '#contract/fiscal-words';
import { blank, FiscalFileError } from './document.ts';
import { textsOf } from './fields.ts';
import { nfeSpace, readKey } from './nfe.ts';
import { childOf, type XmlNode } from './xml.ts';

const kinds: Record<string, [FiscalKind, FiscalRelationKind]> = {
  '110111': ['cancellation', 'cancels'],
  '110112': ['cancellation', 'cancels'],
  '110110': ['correction', 'corrects'],
};
/** Codes by which the tax authority registers an event, with the note or late. */
const registered = ['135', '136', '155'];

export const isNfeEvent = ({ uri, name }: XmlNode): boolean =>
  uri === nfeSpace && (name === 'procEventoNFe' || name === 'retEvento');

/**
 * Reads what befell an NF-e: that it was cancelled, or a letter of correction.
 * @param root `procEventoNFe` with the event and its answer, or the answer alone, `retEvento`
 * @throws FiscalFileError
 */
export function readNfeEvent(root: XmlNode): FiscalDocument {
  const event = childOf(childOf(root, 'evento', nfeSpace), 'infEvento');
  const answer = childOf(
    root.name === 'retEvento' ? root : childOf(root, 'retEvento', nfeSpace),
    'infEvento',
  );
  const info = event ?? answer;
  if (!info) throw new FiscalFileError('missing', 'infEvento');
  const fields = textsOf(info);
  const type = fields.required('tpEvento');
  if (!/^\d{6}$/.test(type)) throw new FiscalFileError('bad_value', 'infEvento@tpEvento');
  const sequence = fields.required('nSeqEvento');
  if (!/^\d{1,3}$/.test(sequence)) throw new FiscalFileError('bad_value', 'infEvento@nSeqEvento');
  const key = readKey(fields.text('chNFe'), 'infEvento@chNFe');
  const said = answer && textsOf(answer);
  // An answer about another document, or another event of it, says nothing of this one.
  const isAnswered = said?.text('chNFe') === key.value && said.text('tpEvento') === type;
  const [kind, relation] = Object.hasOwn(kinds, type)
    ? kinds[type]!
    : (['event', 'refers'] as const);
  const detail = event && childOf(event, 'detEvento');
  const text = detail && textsOf(detail);
  return {
    ...blank,
    country: 'BR',
    kind,
    version: '1.00',
    fiscalId: `ID${type}${key.value}${sequence.padStart(2, '0')}`,
    number: sequence,
    issuedAt: event ? fields.date('dhEvento') : fields.date('dhRegEvento'),
    issuer: partyOf(event),
    receiver: { taxId: null, name: null },
    currency: 'BRL',
    nature: text?.text('xCorrecao') ?? text?.text('xJust') ?? text?.text('descEvento') ?? null,
    environment: fields.text('tpAmb') === '2' ? 'test' : 'production',
    state: isAnswered && registered.includes(said?.text('cStat') ?? '') ? 'valid' : 'unauthorised',
    stamp:
      isAnswered && said.text('nProt')
        ? { at: said.date('dhRegEvento'), by: said.required('nProt'), sealEnd: '' }
        : null,
    relations: [{ kind: relation, to: key.value }],
    warnings: key.warnings,
  };
}

function partyOf(event: XmlNode | undefined): FiscalParty {
  const fields = event && textsOf(event);
  return { taxId: fields?.text('CNPJ') ?? fields?.text('CPF') ?? null, name: null };
}
