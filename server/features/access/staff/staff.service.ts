import type { Body, Query } from '#contract/endpoint';
import type { StaffDetail, staff as endpoints } from '#contract/staff';
import { identifierKey } from '#contract/identifiers';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { actorOf, type StaffCaller } from '../../../http/caller.ts';
import type { InTenant } from '../../../http/mount.ts';
import { namesOf } from '../../../http/user-agent.ts';
import { readActivity, ofAccess } from '../activity.ts';
import * as account from '../account.verbs.ts';
import { hashingFor, type Passwords } from '../passwords.ts';
import {
  administersAll,
  holdLastAdministrator,
  limitOf,
  mayTakeOver,
  splitGrants,
  type StaffEditor,
} from './staff.policies.ts';
import { createStaffQueries } from './staff.queries.ts';
import { staffRecords, type StaffRow } from './staff.records.ts';
import { openRequests, requestRights, settleRequest } from './staff-requests.ts';
import * as verbs from './staff.verbs.ts';
import { foundStaff, rowFor, staffDetail } from './staff.view.ts';

type Asked<K extends keyof typeof endpoints> = Body<(typeof endpoints)[K]>;

const actor = ({ caller, trace }: StaffEditor): account.Actor => ({ ...actorOf(caller), trace });
const subjectOf = ({ identityId }: StaffRow): account.Subject => ({
  identityId,
  record: identityId,
});
const nobody: verbs.Portfolio = { all: false, customers: [], executiveKey: null };

/** People of staff, looked after by others of them. */
export function createStaffService({ passwords }: { passwords: Passwords }) {
  return {
    list: (db: Db, caller: StaffCaller, asked: Query<(typeof endpoints)['GET /staff']>) =>
      staffRecords.page(
        db,
        { customerIds: 'all' },
        { ...asked, within: limitOf(caller) },
        rowFor(caller),
      ),
    find: staffDetail,
    create,
    change,
    invite: (db: Db, editor: StaffEditor, id: string) => onAccount(db, editor, id, account.invite),
    revokeInvitations: (db: Db, editor: StaffEditor, id: string) =>
      onAccount(db, editor, id, account.revokeInvitations),
    sendReset: (db: Db, editor: StaffEditor, id: string) =>
      onAccount(db, editor, id, account.sendReset),
    temporaryPassword: (inTenant: InTenant, editor: StaffEditor, id: string, mailed: boolean) =>
      temporaryPassword(passwords, inTenant, editor, { id, mailed }),
    setActive,
    sessions,
    endSessions,
    activity,
    requests: async (db: Db, caller: StaffCaller) => ({ items: await openRequests(db, caller) }),
    settle: async (db: Db, editor: StaffEditor, id: string, outcome: 'confirmed' | 'refused') =>
      staffDetail(
        db,
        editor.caller,
        await settleRequest(db, editor.caller, actor(editor), id, outcome),
      ),
  };
}

/**
 * A person the editor looks after, which nobody else changes meanwhile.
 * @throws AppError `not_found`
 */
async function held(db: Db, { caller }: StaffEditor, id: string): Promise<StaffRow> {
  await foundStaff(db, caller, id);
  await createStaffQueries(db).hold(id);
  return foundStaff(db, caller, id);
}

async function onAccount(
  db: Db,
  editor: StaffEditor,
  id: string,
  verb: (db: Db, by: account.Actor, subject: account.Subject) => Promise<unknown>,
): Promise<StaffDetail> {
  await verb(db, actor(editor), subjectOf(await held(db, editor, id)));
  return staffDetail(db, editor.caller, id);
}

async function create(
  db: Db,
  editor: StaffEditor,
  { permissions, invite, login, ...asked }: Asked<'POST /staff'>,
): Promise<StaffDetail> {
  const { caller } = editor;
  const by = actor(editor);
  const grants = splitGrants(caller, [], permissions);
  const portfolio = await portfolioFrom(db, caller, nobody, asked);
  const { name, email, locale } = asked;
  const made = await verbs.createStaff(db, by, { name, email, locale, logins: [login ?? email] });
  await verbs.setPermissions(db, by, made, { before: [], after: grants.given });
  await verbs.setPortfolio(db, by, made, { before: nobody, after: portfolio });
  await requestRights(db, by, made, grants.asked);
  if (invite) await account.invite(db, by, { ...made, record: made.identityId });
  return staffDetail(db, caller, made.id);
}

/**
 * A portfolio as it is asked for, out of one as it is.
 * @throws AppError `invalid_input` where there is no such customer, `portfolio_beyond_own` where the editor does not
 *   look after what is added: every customer, and an executive's, which become others without anybody's doing, are
 *   given by those alone who look after all
 */
async function portfolioFrom(
  db: Db,
  { otherCustomerIds: own }: StaffCaller,
  before: verbs.Portfolio,
  asked: Partial<Pick<Asked<'POST /staff'>, 'all' | 'customers' | 'executive'>>,
): Promise<verbs.Portfolio> {
  const after = {
    all: asked.all ?? before.all,
    customers: asked.customers
      ? await customersFrom(db, own, before, asked.customers)
      : before.customers,
    executiveKey:
      asked.executive === undefined
        ? before.executiveKey
        : asked.executive && identifierKey(asked.executive),
  };
  const kept = new Set(before.customers.map(({ id }) => id));
  const beyond =
    (after.all && !before.all) ||
    (after.executiveKey !== null && after.executiveKey !== before.executiveKey) ||
    after.customers.some(({ id }) => !kept.has(id) && !own.includes(id));
  if (own !== 'all' && beyond) throw new AppError('portfolio_beyond_own');
  return after;
}

/** @throws AppError `invalid_input` where a number is nobody's, or one's the editor does not know of */
async function customersFrom(
  db: Db,
  own: StaffCaller['otherCustomerIds'],
  before: verbs.Portfolio,
  numbers: readonly string[],
) {
  const found = await createStaffQueries(db).customersByNumber(numbers);
  const visible = found.filter(
    ({ id }) => own === 'all' || own.includes(id) || before.customers.some((one) => one.id === id),
  );
  const known = new Map(visible.map((one) => [identifierKey(one.number), one]));
  const missing = numbers.findIndex((number) => !known.has(identifierKey(number)));
  if (missing >= 0)
    throw new AppError('invalid_input', {
      errors: [{ path: `body.customers.${missing}`, rule: 'unknown_reference' }],
    });
  return [...known.values()];
}

async function change(
  db: Db,
  editor: StaffEditor,
  id: string,
  { version, permissions, ...asked }: Asked<'PATCH /staff/:id'>,
): Promise<StaffDetail> {
  const { caller } = editor;
  const row = await held(db, editor, id);
  if (row.version !== version)
    throw new AppError('record_changed', { current: await staffDetail(db, caller, id) });
  const { name, email, locale } = asked;
  if (email !== undefined && email !== row.email && !mayTakeOver(caller, row))
    throw new AppError('person_beyond_own');
  const by = actor(editor);
  const before = {
    all: row.all,
    customers: await createStaffQueries(db).customersOf(id),
    executiveKey: row.executiveKey,
  };
  const portfolio = await portfolioFrom(db, caller, before, asked);
  const grants = permissions
    ? splitGrants(caller, row.permissions, permissions)
    : { given: row.permissions, asked: [] };
  const after = { permissions: grants.given, all: portfolio.all };
  if (administersAll(row) && !administersAll(after)) await holdLastAdministrator(db, row);
  await verbs.setPermissions(db, by, row, { before: row.permissions, after: grants.given });
  await verbs.setPortfolio(db, by, row, { before, after: portfolio });
  await requestRights(db, by, row, grants.asked);
  await verbs.changePerson(db, by, row, {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(locale !== undefined && { locale }),
  });
  return staffDetail(db, caller, id);
}

async function temporaryPassword(
  passwords: Passwords,
  inTenant: InTenant,
  editor: StaffEditor,
  { id, mailed }: { id: string; mailed: boolean },
) {
  const { caller } = editor;
  const checked = async (db: Db): Promise<StaffRow> => {
    const row = await held(db, editor, id);
    if (row.state === 'inactive') throw new AppError('contact_inactive');
    if (!mayTakeOver(caller, row)) throw new AppError('person_beyond_own');
    if (mailed && !row.email) throw new AppError('no_mailbox');
    return row;
  };
  await inTenant(checked);
  // Nothing is held while the password is drawn; whoever gained a right meanwhile is looked at again.
  const drawn = await account.drawTemporary(
    passwords,
    caller.tenant.passwordPolicy,
    hashingFor(caller.tenant.id, editor.trace.ip),
  );
  return inTenant(async (db) => {
    const row = await checked(db);
    const password = await account.assignTemporary(db, actor(editor), subjectOf(row), {
      ...drawn,
      mailed,
    });
    const detail = await staffDetail(db, caller, id);
    return { password, login: detail.logins[0] ?? '', staff: detail };
  });
}

async function setActive(
  db: Db,
  editor: StaffEditor,
  id: string,
  active: boolean,
): Promise<StaffDetail> {
  const row = await held(db, editor, id);
  if (!active && administersAll(row)) await holdLastAdministrator(db, row);
  await account.setDisabled(db, actor(editor), subjectOf(row), !active);
  return staffDetail(db, editor.caller, id);
}

async function sessions(db: Db, caller: StaffCaller, id: string) {
  const { identityId } = await foundStaff(db, caller, id);
  const found = await createStaffQueries(db).sessions(identityId);
  return {
    items: found.map(({ userAgent, ...session }) => ({
      ...session,
      ...namesOf(userAgent ?? ''),
      current: session.id === caller.sessionId,
    })),
  };
}

/** Ends the sessions of a person, or one of them. */
async function endSessions(
  db: Db,
  editor: StaffEditor,
  id: string,
  session?: string,
): Promise<void> {
  const { identityId } = await held(db, editor, id);
  const ended = await createStaffQueries(db).endSessions(identityId, session);
  if (session !== undefined && ended === 0) throw new AppError('not_found');
  await account.note(db, actor(editor), 'account.sessions_ended', identityId, { ended });
}

async function activity(
  db: Db,
  caller: StaffCaller,
  id: string,
  asked: { limit: number; cursor?: string },
) {
  const { identityId } = await foundStaff(db, caller, id);
  const history = {
    which: [
      `a.actor_id = :identityId and a.actor_kind = 'staff'`,
      `a.record = cast(:identityId as uuid)::text and ${ofAccess}`,
    ],
    bindings: { identityId },
    identityId,
  };
  return readActivity(db, history, asked);
}
