import type { ChecklistLine } from '#contract/documents';
import type { DocumentState } from '#contract/document-words';
import { limits } from '#contract/limits';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { openFor } from '../../records/audience.ts';
import { documentRecords, type DocumentRow } from './documents.records.ts';
import { viewReach } from './documents.service.ts';
import { findOwner, readOwner } from './owners.ts';
import { allTypes } from '../../records/document-types.ts';

/** The better a state, the later: a type is as far as the best of its documents. */
const order: readonly DocumentState[] = [
  'missing',
  'expired',
  'rejected',
  'received',
  'in_review',
  'accepted',
];
const rank = ({ state }: DocumentRow) => order.indexOf(state ?? 'accepted');

/**
 * What a record has to have: a line for each type that its kind requires, and for each document that was asked for.
 * @throws AppError `not_found` where the record is out of reach
 */
export async function checklist(
  db: Db,
  caller: PersonCaller,
  asked: string,
): Promise<{ customer: { number: string; name: string }; items: ChecklistLine[] }> {
  await openFor(db, caller);
  const reach = viewReach(caller);
  const owner = await findOwner(db, reach, readOwner(asked));
  const { items } = await documentRecords.page(
    db,
    reach,
    { owner: asked, sort: '-at', limit: limits.pageMax },
    (row) => row,
  );
  const shared = items.filter(({ visibility }) => visibility === 'customer');
  const required = (await allTypes(db)).filter(
    ({ requiredFor, hidden }) => requiredFor.includes(owner.kind) && !hidden,
  );
  const ofTypes = required.map(({ code }) => {
    const best = shared
      .filter(({ type }) => type === code)
      .reduce<DocumentRow | null>((a, b) => (a && rank(a) >= rank(b) ? a : b), null);
    return best ? lineOf(best) : missing(code);
  });
  const taken = new Set(ofTypes.map(({ document }) => document));
  const askedFor = shared.filter(({ required: is, id }) => is && !taken.has(id)).map(lineOf);
  return {
    customer: { number: owner.customerNumber, name: owner.customerName },
    items: [...ofTypes, ...askedFor],
  };
}

const missing = (type: string): ChecklistLine => ({
  type,
  state: 'missing',
  document: null,
  reason: null,
  expiresOn: null,
});

const lineOf = ({ type, state, id, reason, expiresOn }: DocumentRow): ChecklistLine => ({
  type,
  // What the company shares of its own accord is there, and nothing to decide of.
  state: state ?? 'accepted',
  document: id,
  reason,
  expiresOn,
});
