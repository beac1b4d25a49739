import type { z } from 'zod';
import { defaultRegions, today } from '#contract/format';
import type { RunFigure } from '#contract/home';
import { identifierKey } from '#contract/identifiers';
import { soundAddress } from '#contract/mailbox';
import type { MassSend, MassSendRecipient, massSend } from '#contract/mass-send';
import type { RunState } from '#contract/mass-send-words';
import { uuid, type Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, workKeysOf, type PersonCaller, type StaffCaller } from '../../http/caller.ts';
import { readKeyCursor, writeKeyCursor } from '../../http/cursor.ts';
import { holdDay } from '../../http/cut-off.ts';
import type { InTenant } from '../../http/mount.ts';
import { brandingOf } from '../../records/branding.ts';
import { opensCustomer } from '../../records/customers.ts';
import type { Texts } from '../../output/texts.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import { logName, logText } from './mass-send.log.ts';
import type { Drawn, Statements } from './mass-send.mail.ts';
import * as outbox from './mass-send.outbox.ts';
import { fillRun, settleRun } from './mass-send.prepare.ts';
import { createRunQueries, type RunRecord, type Viewer } from './mass-send.queries.ts';
import { lockFor } from './mass-send.transitions.ts';
import { showRecipient, showRun } from './mass-send.view.ts';

type Body<K extends keyof typeof massSend> = (typeof massSend)[K] extends { body: infer S }
  ? z.output<S>
  : never;
type File = { name: string; content: Uint8Array };
type Paging = { limit: number; cursor?: string };
type Page<T> = { items: T[]; nextCursor: string | null };

export type MassSendDeps<D extends Drawn> = {
  texts: Texts;
  statements: Statements<D>;
  /** Draws a statement as PDF, on another thread. */
  render(document: D, keys: WorkKeys): Promise<Uint8Array>;
  /** What a person decides of a mail of which nobody knows whether it arrived. */
  mails: {
    again(db: Db, tenantId: string, id: string): Promise<boolean>;
    sent(db: Db, tenantId: string, id: string): Promise<boolean>;
  };
};

/** Mass sends of statements: prepared, looked at, started, and looked after. */
export function createMassSendService<D extends Drawn>(deps: MassSendDeps<D>) {
  return {
    prepare,
    list,
    find: async (db: Db, caller: StaffCaller, id: string): Promise<MassSend> =>
      showFor(caller, await runOf(db, caller, id)),
    recipients,
    start,
    recall,
    pause,
    resume,
    cancel,
    remove,
    retry,
    resolve: (db: Db, caller: StaffCaller, ids: RecipientIds, as: 'sent' | 'again') =>
      resolve(db, caller, deps.mails, ids, as),
    replaceMailbox,
    pdf: (inTenant: InTenant, caller: StaffCaller, ids: RecipientIds): Promise<File> =>
      sample(deps, inTenant, caller, ids),
    log: (db: Db, caller: StaffCaller, id: string, locale: Locale): Promise<File> =>
      log(db, caller, deps.texts, id, locale),
  };
}

type RecipientIds = { id: string; recipient: string };

function viewerOf(caller: StaffCaller): Viewer {
  const { customerIds } = reachOf(caller, 'statement.mass_send');
  return { identityId: caller.identityId, customerIds };
}

const customersOf = ({ customerIds }: Viewer): readonly string[] | null =>
  customerIds === 'all' ? null : customerIds;

/** @throws AppError `not_found` where the run is not for this caller to see */
async function runOf(db: Db, caller: StaffCaller, id: string): Promise<RunRecord> {
  const run = await createRunQueries(db).find(viewerOf(caller), id);
  if (!run) throw new AppError('not_found');
  return run;
}

/** Balances are for whoever may look at statements, by whichever way they come. */
const seesAmounts = (caller: StaffCaller): boolean => caller.grants.has('statement.view');

const showFor = (caller: StaffCaller, run: RunRecord): MassSend =>
  showRun(run, seesAmounts(caller));

const stampOf = (day: string): string => day.replaceAll('-', '');

async function prepare(
  db: Db,
  caller: StaffCaller,
  body: Body<'POST /mass-sends'>,
): Promise<MassSend> {
  const viewer = viewerOf(caller);
  const queries = createRunQueries(db);
  const company = await queries.company(identifierKey(body.company));
  if (!company) throw new AppError('not_found');
  const day = today(company.timeZone);
  if (body.cutOff !== undefined) holdDay(body.cutOff, day, 'body.cutOff');
  const { customer, only, except = [], skipWithoutBalance, locale, cutOff = day } = body;
  const runId = await queries.insert({
    tenant_id: caller.tenant.id,
    company_id: company.id,
    cut_off: cutOff,
    options: { customer, skipWithoutBalance, locale, only, except, cutOff: body.cutOff },
    created_by: viewer.identityId,
  });
  await fillRun(db, {
    tenantId: caller.tenant.id,
    runId,
    companyId: company.id,
    cutOff,
    customerKey: customer === undefined ? null : identifierKey(customer),
    customerIds: customersOf(viewer),
    only: only ?? null,
    except,
    skipWithoutBalance,
    locale: locale ?? null,
    stamp: stampOf(day),
  });
  return showFor(caller, await runOf(db, caller, runId));
}

async function list(
  db: Db,
  caller: StaffCaller,
  { limit, cursor, open }: Paging & { open?: 'true' },
): Promise<Page<MassSend>> {
  const afterId = cursor ? read(cursor, (key) => uuid.safeParse(key).data) : null;
  const runs = await createRunQueries(db).list(viewerOf(caller), {
    limit: limit + 1,
    afterId,
    open: open === 'true',
  });
  return pageOf(
    runs,
    limit,
    (run) => showFor(caller, run),
    ({ id }) => id,
  );
}

/** The run that was started last, for whoever sends. */
export async function runFigure(db: Db, caller: PersonCaller): Promise<RunFigure | null> {
  if (caller.kind !== 'staff') return null;
  const run = await createRunQueries(db).lastStarted(viewerOf(caller));
  if (!run?.startedAt) return null;
  const { id, code, cutOff, state, startedAt } = run;
  const { sent = 0, failed = 0, unknown = 0, waiting = 0 } = run.counts;
  return { id, company: code, cutOff, state, startedAt, sent, failed, unknown, waiting };
}

async function recipients(
  db: Db,
  caller: StaffCaller,
  id: string,
  { limit, cursor, ...filter }: Paging & { state?: string; warning?: string },
): Promise<Page<MassSendRecipient>> {
  await runOf(db, caller, id);
  const rows = await createRunQueries(db).recipients(id, {
    ...filter,
    customerIds: customersOf(viewerOf(caller)),
    after: cursor ? read(cursor, (key) => (/^\d{1,9}$/.test(key) ? Number(key) : undefined)) : 0,
    limit: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    (row) => showRecipient(row, seesAmounts(caller)),
    ({ line }) => String(line),
  );
}

function pageOf<R, T>(
  rows: R[],
  limit: number,
  show: (row: R) => T,
  keyOf: (row: R) => string,
): Page<T> {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items: page.map(show), nextCursor: last ? writeKeyCursor(keyOf(last)) : null };
}

/** @throws AppError `invalid_input` where the cursor is not one of ours */
function read<T>(cursor: string, parse: (key: string) => T | undefined): T {
  const key = parse(readKeyCursor(cursor));
  if (key !== undefined) return key;
  throw new AppError('invalid_input', { errors: [{ path: 'query.cursor', rule: 'cursor' }] });
}

/**
 * Starts a run. Its day and its amounts are settled here: those of now, whenever it was prepared.
 * @throws AppError `run_state` where it was started before, or nobody would get anything;
 *   `run_unconfirmed`; `run_repeated` where all got the same already, or are to get it again without a reason
 */
async function start(
  db: Db,
  caller: StaffCaller,
  id: string,
  { canary, confirmed, reason, alreadySent, undoSeconds }: Body<'POST /mass-sends/:id/start'>,
): Promise<MassSend> {
  const before = await runOf(db, caller, id);
  // One start of a company after the other: of two at once, the second sees the first.
  await outbox.lockCompany(db, before.companyId);
  const { to } = await lockFor(db, id, 'start');
  const viewer = viewerOf(caller);
  const day = today(before.timeZone);
  const cutOff = before.givenCutOff ?? day;
  const repeated = (await runOf(db, caller, id)).alreadySent !== null;
  if (repeated && alreadySent === 'send' && !reason) throw new AppError('run_repeated');
  const count = await settleRun(db, {
    tenantId: caller.tenant.id,
    runId: id,
    companyId: before.companyId,
    cutOff,
    customerIds: customersOf(viewer),
    skipWithoutBalance: before.skipWithoutBalance,
    stamp: stampOf(day),
    skipAlreadySent: alreadySent === 'skip',
  });
  if (count === 0) throw new AppError(repeated ? 'run_repeated' : 'run_state');
  const asked = count > before.limit || confirmed !== undefined;
  if (asked && confirmed !== count) throw new AppError('run_unconfirmed');
  await outbox.setRun(db, id, {
    state: to,
    cut_off: cutOff,
    canary,
    forced_reason: (repeated && alreadySent === 'send' && reason) || null,
    started_at: db.fn.now(),
    started_by: viewer.identityId,
    sends_at: undoSeconds > 0 ? db.raw('now() + make_interval(secs => ?)', [undoSeconds]) : null,
  });
  await outbox.queueRun(db, caller.tenant.id, { run: id, canary, waitSeconds: undoSeconds });
  await outbox.queueEnd(db, caller.tenant.id, id, false);
  return showFor(caller, await runOf(db, caller, id));
}

/**
 * Takes a start back: the run is prepared as before, and nobody got anything.
 * @throws AppError `run_state` where the time for it is over, or a mail has left
 */
async function recall(db: Db, caller: StaffCaller, id: string): Promise<MassSend> {
  await runOf(db, caller, id);
  const { to } = await lockFor(db, id, 'recall');
  const { undoSeconds } = await runOf(db, caller, id);
  const back = undoSeconds !== null && (await outbox.takeBackMails(db, caller.tenant.id, id));
  if (!back) throw new AppError('run_state');
  const begun = { started_at: null, started_by: null, sends_at: null, forced_reason: null };
  await outbox.setRun(db, id, { ...begun, state: to, canary: false });
  return showFor(caller, await runOf(db, caller, id));
}

/**
 * Deletes a run that was prepared and not started, or whose start was taken back.
 * @returns what it was
 * @throws AppError `not_found`, or `run_state` where it was started
 */
async function remove(db: Db, caller: StaffCaller, id: string): Promise<MassSend> {
  const run = showFor(caller, await runOf(db, caller, id));
  await lockFor(db, id, 'remove');
  await outbox.removeRun(db, id);
  return run;
}

async function pause(db: Db, caller: StaffCaller, id: string): Promise<MassSend> {
  await runOf(db, caller, id);
  const { to } = await lockFor(db, id, 'pause');
  await outbox.setRun(db, id, { state: to, sends_at: null });
  await outbox.holdMails(db, caller.tenant.id, id);
  return showFor(caller, await runOf(db, caller, id));
}

async function resume(db: Db, caller: StaffCaller, id: string): Promise<MassSend> {
  await runOf(db, caller, id);
  const { to } = await lockFor(db, id, 'resume');
  await outbox.setRun(db, id, { state: to });
  await outbox.releaseMails(db, caller.tenant.id, id);
  return showFor(caller, await runOf(db, caller, id));
}

async function cancel(db: Db, caller: StaffCaller, id: string): Promise<MassSend> {
  await runOf(db, caller, id);
  const { to } = await lockFor(db, id, 'cancel');
  await outbox.setRun(db, id, { state: to, finished_at: db.fn.now() });
  await outbox.cancelMails(db, caller.tenant.id, id);
  return showFor(caller, await runOf(db, caller, id));
}

async function retry(db: Db, caller: StaffCaller, id: string): Promise<MassSend> {
  await runOf(db, caller, id);
  const { run, to } = await lockFor(db, id, 'retry');
  if ((await outbox.retryMails(db, caller.tenant.id, id)) === 0) throw new AppError('run_state');
  await reopen(db, caller.tenant.id, run, to);
  return showFor(caller, await runOf(db, caller, id));
}

/** A run that had ended runs again; its log was mailed and is not mailed again. */
async function reopen(
  db: Db,
  tenantId: string,
  { id, state }: outbox.LockedRun,
  to: RunState,
): Promise<void> {
  if (state === to) return;
  await outbox.setRun(db, id, { state: to, finished_at: null });
  await outbox.queueEnd(db, tenantId, id, true);
}

async function resolve(
  db: Db,
  caller: StaffCaller,
  mails: MassSendDeps<never>['mails'],
  ids: RecipientIds,
  as: 'sent' | 'again',
): Promise<MassSendRecipient> {
  await runOf(db, caller, ids.id);
  await recipientOf(db, caller, ids);
  const { run, to } = await lockFor(db, ids.id, `resolve as ${as}`);
  const unknown = await outbox.unknownMails(db, ids.recipient);
  if (unknown.length === 0) throw new AppError('run_state');
  for (const mail of unknown) await mails[as](db, caller.tenant.id, mail);
  await reopen(db, caller.tenant.id, run, to);
  return showRecipient(await recipientOf(db, caller, ids), seesAmounts(caller));
}

/**
 * Mends a mailbox of a recipient whose mail failed, and sends it that mail.
 * @throws AppError `forbidden` for whoever may not change mailing lists; `run_state` where no mail to it failed;
 *   `invalid_input` where the other is no mailbox, or one that had bounced
 */
async function replaceMailbox(
  db: Db,
  caller: StaffCaller,
  ids: RecipientIds,
  { address, replacement }: Body<'POST /mass-sends/:id/recipients/:recipient/mailbox'>,
): Promise<MassSendRecipient> {
  await runOf(db, caller, ids.id);
  const { customerId, mailboxes } = await recipientOf(db, caller, ids);
  const lists = caller.grants.has('mailing_list.manage') && reachOf(caller, 'mailing_list.manage');
  const mine = lists && (lists.customerIds === 'all' || lists.customerIds.includes(customerId));
  if (!mine) throw new AppError('forbidden');
  const sound = soundAddress(replacement);
  const refuse = (rule: string) =>
    new AppError('invalid_input', {
      errors: [{ path: 'body.replacement', rule, params: { value: replacement } }],
    });
  if (sound === null) throw refuse('mailbox');
  const key = sound.toLowerCase();
  const others = mailboxes.filter((box) => box.address.toLowerCase() !== address.toLowerCase());
  if (others.some((box) => box.address.toLowerCase() === key)) throw refuse('duplicate');
  if (await outbox.hasBounced(db, key)) throw refuse('mailbox_bounced');
  const { run, to } = await lockFor(db, ids.id, 'retry');
  const change = { run: ids.id, recipient: ids.recipient, address, replacement: sound };
  if (!(await outbox.replaceMailbox(db, caller.tenant.id, change))) throw new AppError('run_state');
  await reopen(db, caller.tenant.id, run, to);
  return showRecipient(await recipientOf(db, caller, ids), seesAmounts(caller));
}

/** @throws AppError `not_found` where the run has no such recipient within reach */
async function recipientOf(db: Db, caller: StaffCaller, { id, recipient }: RecipientIds) {
  const [found] = await createRunQueries(db).recipients(id, {
    id: recipient,
    customerIds: customersOf(viewerOf(caller)),
  });
  if (!found) throw new AppError('not_found');
  return found;
}

/**
 * The file that a recipient got; before that, what it would get now, which is not kept, and whose totals the
 * run then says.
 * @throws AppError `forbidden` where the caller may not take this customer's statements as files
 */
async function sample<D extends Drawn>(
  { statements, render }: MassSendDeps<D>,
  inTenant: InTenant,
  caller: StaffCaller,
  ids: RecipientIds,
): Promise<File> {
  const { document, name } = await inTenant(async (db) => {
    const run = await runOf(db, caller, ids.id);
    const { customerId, statementId, locale, attachment } = await recipientOf(db, caller, ids);
    if (!opensCustomer(caller, 'statement.export', customerId)) throw new AppError('forbidden');
    const look = { locale, showCredit: opensCustomer(caller, 'credit.view', customerId) };
    const { companyId, cutOff } = run;
    const branding = await brandingOf(db, caller.tenant.id);
    const found = statementId
      ? await statements.document(db, statementId, branding, look)
      : await statements.preview(db, { customerId, companyId, cutOff }, branding, look);
    if (!found) throw new AppError('not_found');
    if (run.state === 'draft') await outbox.noteTotals(db, ids.recipient, found.content);
    return { document: found, name: attachment };
  });
  return { name, content: await render(document, workKeysOf(caller)) };
}

async function log(
  db: Db,
  caller: StaffCaller,
  texts: Texts,
  id: string,
  locale: Locale,
): Promise<File> {
  const run = await runOf(db, caller, id);
  const rows = await createRunQueries(db).recipients(id, {
    customerIds: customersOf(viewerOf(caller)),
  });
  const { strings, formats } = await brandingOf(db, caller.tenant.id);
  const format = { language: locale, region: formats[locale] ?? defaultRegions[locale] };
  const t = texts(locale, strings[locale]);
  const text = logText(run, rows, t, format);
  return { name: logName(run, t), content: Buffer.from(text) };
}
