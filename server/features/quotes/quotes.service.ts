import { identifierKey } from '#contract/identifiers';
import type {
  QuoteDecisionMade,
  QuoteDetail,
  QuoteDifferences,
  QuoteLine,
  QuoteRow,
} from '#contract/quotes';
import { openStates, type QuoteAction } from '#contract/quote-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, reaches, type PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { verifyUrl } from '../../records/verification.ts';
import { isIntact, shownText, writtenOf } from './quote-text.ts';
import {
  documentOf,
  findQuote,
  noteViewed,
  quoteReach,
  quoteRecords,
  versionsOf,
  type FoundQuote,
  type QuoteFilter,
  type QuoteRecord,
} from './quotes.queries.ts';

/** Counting further would take its time and say no more. */
const figureMax = 1_000;

const toRow = ({ customerNumber, customerName, ...row }: QuoteRecord): QuoteRow => ({
  ...row,
  customer: { number: customerNumber, name: customerName },
});

/** A page of the list. */
export const listQuotes = (
  db: Db,
  caller: PersonCaller,
  { customer, ...asked }: QuoteFilter & { limit: number; cursor?: string },
) =>
  quoteRecords.page(
    db,
    quoteReach(caller),
    { ...asked, ...(customer !== undefined && { customer: identifierKey(customer) }) },
    toRow,
  );

/** How many quotes within reach can be decided, for the home page. */
export const quotesFigure = (db: Db, caller: PersonCaller) =>
  quoteRecords.count(db, quoteReach(caller), { state: 'open', sort: '-issued' }, figureMax);

/** @throws AppError `not_found` */
export async function quoteOf(db: Db, caller: PersonCaller, id: string): Promise<FoundQuote> {
  const found = await findQuote(db, quoteReach(caller), id);
  if (!found) throw new AppError('not_found');
  return found;
}

/** A version of a quote as a caller sees it. @throws AppError `not_found` */
export async function showQuote(
  db: Db,
  publicUrl: URL,
  caller: PersonCaller,
  id: string,
): Promise<QuoteDetail> {
  const quote = await quoteOf(db, caller, id);
  const { text, hash } = shownText(quote);
  const [versions, decision] = await Promise.all([
    versionsOf(db, quoteReach(caller), quote),
    decisionOf(db, publicUrl, caller, quote),
  ]);
  return {
    id: quote.id,
    number: quote.number,
    version: quote.version,
    customer: { number: quote.customerNumber, name: quote.customerName },
    state: quote.state,
    daysLeft: quote.daysLeft,
    hash,
    text,
    timeZone: quote.timeZone,
    decision,
    versions,
    request: quote.request,
    actions: actionsOf(caller, quote),
  };
}

/**
 * The same, noted as seen where it is somebody of the customer who looks for the first time.
 * @throws AppError `not_found`
 */
export async function openQuote(
  inTenant: InTenant,
  publicUrl: URL,
  caller: PersonCaller,
  id: string,
): Promise<QuoteDetail> {
  const detail = await inTenant((db) => showQuote(db, publicUrl, caller, id));
  const looks = caller.kind === 'contact' && !caller.impersonator;
  if (detail.state !== 'issued' || !looks) return detail;
  await inTenant((db) => noteViewed(db, id));
  return { ...detail, state: 'viewed' };
}

function actionsOf(caller: PersonCaller, quote: FoundQuote): QuoteAction[] {
  if (!openStates.includes(quote.state)) return [];
  if (caller.kind === 'staff') return caller.grants.has('quotes.manage') ? ['record'] : [];
  return reaches(reachOf(caller, 'quotes.decide'), quote) ? ['decide'] : [];
}

async function decisionOf(
  db: Db,
  publicUrl: URL,
  caller: PersonCaller,
  { made, customerId, kind, ...quote }: FoundQuote,
): Promise<QuoteDecisionMade | null> {
  if (!made) return null;
  const { code, text: _text, textHash: _hash, currency: _currency, ...said } = made;
  const { erpState, erpNumber, erpText } = quote;
  const of = erpNumber === null ? null : { customerId, numberKey: identifierKey(erpNumber) };
  const [order, shipment] = await Promise.all([
    of && kind === 'goods' ? documentOf(db, 'orders', reachOf(caller, 'orders.view'), of) : null,
    of && kind === 'freight'
      ? documentOf(db, 'shipments', reachOf(caller, 'shipments.view'), of)
      : null,
  ]);
  return {
    ...said,
    intact: isIntact(made),
    verifyUrl: verifyUrl(publicUrl, caller.tenant.slug, code),
    erp: erpState && { state: erpState, number: erpNumber, text: erpText },
    order,
    shipment,
  };
}

/**
 * What a version changes of another of the same number.
 * @param other the one it is compared with; the one before it unless told
 * @throws AppError `not_found` where there is none, or it is out of reach
 */
export async function differencesOf(
  db: Db,
  caller: PersonCaller,
  id: string,
  other: string | undefined,
): Promise<QuoteDifferences> {
  const after = await quoteOf(db, caller, id);
  const versions = await versionsOf(db, quoteReach(caller), after);
  const chosen = other
    ? versions.find((version) => version.id === other && version.id !== id)
    : versions.find(({ version }) => version < after.version);
  if (!chosen) throw new AppError('not_found');
  const before = await quoteOf(db, caller, chosen.id);
  const [a, b] = [shownText(before).text, shownText(after).text];
  const differs = (x: unknown, y: unknown) => writtenOf(x) !== writtenOf(y);
  return {
    before: a.version,
    after: b.version,
    currency: { before: a.currency, after: b.currency },
    total: { before: before.total, after: after.total },
    validUntil: { before: a.validUntil, after: b.validUntil },
    terms: differs(a.terms, b.terms) || a.termsVersion !== b.termsVersion,
    freight: differs(a.freight, b.freight),
    note: a.note !== b.note,
    lines: linesChanged(a.lines, b.lines),
  };
}

/** Lines by their positions: what is new, what is gone, and what is another. */
function linesChanged(
  before: readonly QuoteLine[],
  after: readonly QuoteLine[],
): QuoteDifferences['lines'] {
  const old = new Map(before.map((line) => [identifierKey(line.position), line]));
  const kept = new Set(after.map(({ position }) => identifierKey(position)));
  return [
    ...after.flatMap((line): QuoteDifferences['lines'] => {
      const was = old.get(identifierKey(line.position));
      if (!was) return [{ change: 'added', before: null, after: line }];
      return writtenOf(was) === writtenOf(line)
        ? []
        : [{ change: 'changed', before: was, after: line }];
    }),
    ...before
      .filter(({ position }) => !kept.has(identifierKey(position)))
      .map((line) => ({ change: 'removed' as const, before: line, after: null })),
  ];
}
