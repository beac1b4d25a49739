import type { Body } from '#contract/endpoint';
import type { quotes } from '#contract/quotes';
import { isComplete, totalWith } from '#contract/quote-sums';
import { openStates, type QuoteState } from '#contract/quote-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type ContactCaller, type StaffCaller, type Trace } from '../../http/caller.ts';
import { jsonbOf } from '../../http/text.ts';
import { addTask } from '../../records/erp-tasks.ts';
import { recordEvent } from '../../records/events.ts';
import { keepUploads, ownUploads } from '../../records/uploads.ts';
import { newCode } from '../../records/verification.ts';
import { queueReceipts } from './quotes.mails.ts';
import { shownText } from './quote-text.ts';
import { findQuote, lockQuote, versionsOf, type FoundQuote } from './quotes.queries.ts';

type Asked = Body<(typeof quotes)['POST /quotes/:id/decision']>;
type Recorded = Body<(typeof quotes)['POST /quotes/:id/recorded-decision']>;
type Decider = ContactCaller | StaffCaller;

/** Who decided, and how that is known. */
type Signed = {
  person: string;
  contactId: string | null;
  identityId: string | null;
  way: Recorded['way'] | null;
  fileId: string | null;
};

/**
 * Decides a quote, in the transaction of the request: whoever is second waits for the first, and is told.
 * @returns what was written, for the audit
 * @throws AppError `not_found`, `quote_decided`, `quote_withdrawn`, `quote_superseded`, `quote_expired`,
 *   `quote_changed`, `quote_options`
 */
export const decideQuote = (
  db: Db,
  caller: ContactCaller,
  trace: Trace,
  id: string,
  asked: Asked,
) =>
  decide(db, caller, trace, id, asked, () =>
    Promise.resolve({
      person: caller.personName,
      contactId: caller.contactId,
      identityId: null,
      way: null,
      fileId: null,
    }),
  );

/**
 * Writes down what a customer decided elsewhere.
 * @throws AppError the same, and `file_infected`
 */
export const recordDecision = (
  db: Db,
  caller: StaffCaller,
  trace: Trace,
  id: string,
  { way, file, person, ...asked }: Recorded,
) =>
  decide(db, caller, trace, id, asked, async () => {
    const [proof] = await ownUploads(db, caller, 'quote', [file]);
    await keepUploads(db, [proof!.id]);
    return { person, contactId: null, identityId: caller.identityId, way, fileId: proof!.id };
  });

async function decide(
  db: Db,
  caller: Decider,
  trace: Trace,
  id: string,
  asked: Asked,
  sign: () => Promise<Signed>,
) {
  const reach = reachOf(caller, caller.kind === 'staff' ? 'quotes.manage' : 'quotes.decide');
  await lockQuote(db, id);
  const quote = await findQuote(db, reach, id);
  if (!quote) throw new AppError('not_found');
  const { text, written, hash } = shownText(quote);
  if (!openStates.includes(quote.state)) throw await refusalOf(db, caller, quote);
  if (hash !== asked.hash) throw new AppError('quote_changed');
  const accepted = asked.decision === 'accepted';
  if (accepted ? !isComplete(text.lines, asked.options) : asked.options.length > 0)
    throw new AppError('quote_options');
  const signed = await sign();
  const total = accepted ? totalWith(text.total, text.lines, asked.options) : null;
  const code = newCode();
  const [row] = await db('quote_decisions')
    .insert({
      tenant_id: caller.tenant.id,
      quote_id: id,
      code,
      decision: asked.decision,
      options: jsonbOf(asked.options),
      total,
      currency: text.currency,
      purchase_order: (accepted && asked.purchaseOrder) || null,
      reason: accepted ? null : (asked.reason ?? 'something_else'),
      reason_text: asked.text?.trim() || null,
      contact_id: signed.contactId,
      identity_id: signed.identityId,
      way: signed.way,
      file_id: signed.fileId,
      person: signed.person,
      text: written,
      text_hash: hash,
      terms_version: text.termsVersion,
      ip: trace.ip,
      user_agent: trace.userAgent,
    })
    .returning<{ id: string; at: Date | string }[]>(['id', 'at']);
  const made = { id: row!.id, code, total, hash, decidedAt: new Date(row!.at).toISOString() };
  await tell(db, caller, quote, asked, { ...signed, ...made });
  return { decision: asked.decision, number: quote.number, version: quote.version, total, code };
}

type Made = Signed & {
  id: string;
  code: string;
  total: string | null;
  hash: string;
  decidedAt: string;
};

/** Asks the ERP to act, and tells both sides. */
async function tell(db: Db, caller: Decider, quote: FoundQuote, asked: Asked, made: Made) {
  const { number, version, customerId, companyId } = quote;
  await addTask(db, caller.tenant.id, {
    kind: 'quote_decision',
    customerId,
    key: made.id,
    heldSeconds: 0,
    payload: (reference) => ({
      reference,
      quote: number,
      version,
      company: quote.companyCode,
      customer: quote.customerNumber,
      decision: asked.decision,
      options: asked.options,
      total: made.total,
      currency: quote.currency,
      purchaseOrder: asked.purchaseOrder ?? null,
      reason: asked.decision === 'rejected' ? (asked.reason ?? 'something_else') : null,
      text: asked.text?.trim() || null,
      decidedBy: made.person,
      decidedAt: made.decidedAt,
      textHash: made.hash,
      verification: made.code,
    }),
  });
  await recordEvent(db, {
    kind: 'quote.decided',
    customerId,
    companyId,
    record: { kind: 'quote', id: quote.id },
    data: { number, version: String(version), decision: asked.decision, person: made.person },
    actor: { kind: caller.kind, id: caller.identityId },
  });
  await queueReceipts(db, caller.tenant.id, quote.id);
}

/** Why a quote can no longer be decided, with what the caller may know of it. */
async function refusalOf(db: Db, caller: Decider, quote: FoundQuote): Promise<AppError> {
  const { made } = quote;
  if (made)
    return new AppError('quote_decided', {
      current: { decision: made.decision, person: made.person, at: made.at },
    });
  const codes = {
    withdrawn: 'quote_withdrawn',
    superseded: 'quote_superseded',
    expired: 'quote_expired',
  } as const satisfies Partial<Record<QuoteState, string>>;
  const code = codes[quote.state as keyof typeof codes];
  if (code !== 'quote_superseded') return new AppError(code);
  const view = reachOf(caller, caller.kind === 'staff' ? 'quotes.manage' : 'quotes.view');
  const [newest] = await versionsOf(db, view, quote);
  const isNewer = newest !== undefined && newest.version > quote.version;
  return new AppError(code, isNewer ? { current: { id: newest.id, version: newest.version } } : {});
}
