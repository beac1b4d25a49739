import type { Department, Departments } from '#contract/departments';
import { departmentLimits, type Signature } from '#contract/department-words';
import { identifierKey } from '#contract/identifiers';
import { locales, type Locale } from '#contract/locales';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { jsonbOf } from '../../http/text.ts';
import type { Texts } from '../../output/texts.ts';
import { departmentName } from '../../records/departments.ts';
import { note, type SettingsActor } from './settings.actor.ts';

type Names = Department['names'];
type Contact = Department['contacts'][number];
/** What is kept of a department. */
type Kept = Pick<Department, 'version' | 'builtIn' | 'names' | 'signs' | 'retired' | 'contacts'>;
type Change = Omit<Kept, 'builtIn' | 'names'> & { names: Names | null };

const contactsSql = `coalesce((select json_agg(json_build_object('company', k.code, 'phone', c.phone,
    'extension', c.extension, 'mailbox', c.mailbox) order by k.code nulls first)
  from department_contacts c left join companies k on k.tenant_id = c.tenant_id and k.id = c.company_id
  where c.tenant_id = d.tenant_id and c.kind = d.key), '[]')`;
const keptSql = `d.key, d.version, d.built_in as "builtIn", d.names, d.signs, d.retired_at is not null as retired,
  ${contactsSql} as contacts`;

/** All departments with what refers to each, and the companies they may have contacts for. */
export async function readDepartments(db: Db): Promise<Departments> {
  const items = await rowsOf<Department>(
    db,
    `select ${keptSql}, json_build_object(
       'categories', coalesce((select json_agg(s.labels order by s.code) from service_categories s
         where s.tenant_id = d.tenant_id and s.department = d.key), '[]'),
       'threads', (select count(*)::int from threads t where t.tenant_id = d.tenant_id and t.department = d.key),
       'openThreads', (select count(*)::int from threads t
         where t.tenant_id = d.tenant_id and t.department = d.key and t.state = 'open')) as uses
     from departments d
     order by d.retired_at is not null, d.built_in desc, d.created_at, d.key`,
  );
  const companies = await rowsOf<Departments['companies'][number]>(
    db,
    'select code, legal_name as name from companies where deleted_at is null order by code',
  );
  return { items, companies };
}

/** Departments are changed one after the other, so that two of one name are not made at once. */
const lock = (db: Db) =>
  db.raw(
    `select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ' departments', 0))`,
  );

const keptDepartments = (db: Db): Promise<(Kept & { key: string })[]> =>
  rowsOf(db, `select ${keptSql} from departments d order by d.key for update of d`);

/**
 * Names a department.
 * @param key what it is known by, for an operator who says so; else it is made of its name
 * @throws AppError `department_known`, `limit_reached`, `not_found` for a company that nobody knows
 */
export async function addDepartment(
  db: Db,
  actor: SettingsActor,
  texts: Texts,
  { key: asked, names, contacts }: { key?: string; names: Names; contacts: readonly Contact[] },
): Promise<Departments> {
  await lock(db);
  const all = await keptDepartments(db);
  if (all.length >= departmentLimits.departments) throw new AppError('limit_reached');
  refuseTwice(texts, all, names);
  const key = asked ?? newKey(names, new Set(all.map((one) => one.key)));
  await db('departments').insert({ tenant_id: actor.tenantId, key, names: jsonbOf(names) });
  await saveContacts(db, actor.tenantId, key, contacts);
  await noteChange(db, actor, key, null, { names, contacts, signs: [], retired: false });
  return readDepartments(db);
}

/**
 * Replaces names, contacts, signatures and whether it is retired.
 * @throws AppError `not_found`, `record_changed`, `department_known`, `department_in_use`, `invalid_input`
 */
export async function setDepartment(
  db: Db,
  actor: SettingsActor,
  texts: Texts,
  key: string,
  { version, names, contacts, signs, retired }: Change,
): Promise<Departments> {
  await lock(db);
  const all = await keptDepartments(db);
  const before = all.find((one) => one.key === key);
  if (!before) throw new AppError('not_found');
  if (before.version !== version)
    throw new AppError('record_changed', { current: await readDepartments(db) });
  refuseChange(before, { names, signs, retired });
  if (names) refuseTwice(texts, all, names, key);
  if (retired && !before.retired) await refuseUsed(db, key, 'categories');
  await db('departments')
    .where({ key })
    .update({
      version: version + 1,
      ...(names && { names: jsonbOf(names) }),
      retired_at: retired ? db.raw('coalesce(retired_at, now())') : null,
    });
  await saveContacts(db, actor.tenantId, key, contacts);
  await saveSignatures(db, all, key, signs);
  const after = { names: names ?? before.names, contacts, signs, retired };
  await noteChange(db, actor, key, before, after);
  return readDepartments(db);
}

/** @throws AppError `not_found`, `department_in_use` */
export async function removeDepartment(
  db: Db,
  actor: SettingsActor,
  key: string,
): Promise<Departments> {
  await lock(db);
  const before = (await keptDepartments(db)).find((one) => one.key === key);
  if (!before) throw new AppError('not_found');
  if (before.builtIn || before.signs.length > 0) throw new AppError('department_in_use');
  await refuseUsed(db, key, 'all');
  await db('departments').where({ key }).delete();
  await noteChange(db, actor, key, before, null);
  return readDepartments(db);
}

const refuse = (path: string, rule: string) =>
  new AppError('invalid_input', { errors: [{ path: `body.${path}`, rule }] });

/** A built-in department keeps its name and stays; one that is retired signs nothing. */
function refuseChange(
  { builtIn, signs: signed }: Kept,
  { names, signs, retired }: Pick<Change, 'names' | 'signs' | 'retired'>,
): void {
  if (builtIn && names) throw refuse('names', 'not_allowed');
  if (!builtIn && !names) throw refuse('names', 'required');
  if (retired && builtIn) throw refuse('retired', 'not_allowed');
  if (retired && signs.length > 0)
    throw signed.length > 0 ? new AppError('department_in_use') : refuse('signs', 'not_allowed');
}

/** @throws AppError `department_known` where another one, retired or not, has one of the names in its language */
function refuseTwice(
  texts: Texts,
  all: readonly Pick<Department, 'key' | 'names' | 'builtIn'>[],
  names: Names,
  own?: string,
): void {
  const plain = (text: string | undefined, language: Locale) =>
    text?.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase(language);
  const taken = (language: Locale) =>
    all
      .filter(({ key }) => key !== own)
      .map((one) =>
        one.builtIn ? departmentName(texts(language), language, one) : one.names[language],
      )
      .map((name) => plain(name, language));
  for (const language of locales) {
    const name = plain(names[language], language);
    if (name !== undefined && taken(language).includes(name))
      throw new AppError('department_known');
  }
}

/** A key of letters, digits and `_` made of the first name, with a number where that is taken. */
function newKey(names: Names, taken: ReadonlySet<string>): string {
  const name = names.es ?? names.pt ?? names.en ?? '';
  const words = name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '');
  const base = (words || 'department').slice(0, departmentLimits.key - 3).replace(/_+$/, '');
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}_${number}`;
    if (!taken.has(key)) return key;
  }
}

/** @throws AppError `department_in_use` where a category of service, or anything, refers to it */
async function refuseUsed(db: Db, key: string, which: 'categories' | 'all'): Promise<void> {
  const category = await db('service_categories').where({ department: key }).first('id');
  const thread = which === 'all' && (await db('threads').where({ department: key }).first('id'));
  if (category || thread) throw new AppError('department_in_use');
}

/** @throws AppError `not_found` for a company that nobody knows */
async function saveContacts(
  db: Db,
  tenantId: string,
  key: string,
  contacts: readonly Contact[],
): Promise<void> {
  const companies = await rowsOf<{ id: string; code_key: string }>(
    db,
    'select id, code_key from companies where deleted_at is null',
  );
  const rows = contacts
    .filter(({ phone, extension, mailbox }) => phone ?? extension ?? mailbox)
    .map(({ company, ...ways }) => {
      const found = companies.find(
        ({ code_key }) => company !== null && code_key === identifierKey(company),
      );
      if (company !== null && !found) throw new AppError('not_found');
      return { tenant_id: tenantId, kind: key, company_id: found?.id ?? null, ...ways };
    });
  await db('department_contacts').where({ kind: key }).delete();
  if (rows.length > 0) await db('department_contacts').insert(rows);
}

/** Who signs by itself, where nobody else does. */
const usual: Record<Signature, string> = { access: 'customer_service', statements: 'receivables' };

/** What a department signs from now on: nobody else does, and what it signs no longer goes back to the built-in one. */
async function saveSignatures(
  db: Db,
  all: readonly { key: string; signs: readonly Signature[] }[],
  key: string,
  signs: readonly Signature[],
): Promise<void> {
  const holders = Object.fromEntries(
    (Object.keys(usual) as Signature[]).map((which) => {
      const now = all.find((one) => one.signs.includes(which))?.key ?? usual[which];
      return [which, signs.includes(which) ? key : now === key ? usual[which] : now];
    }),
  ) as Record<Signature, string>;
  for (const one of all) {
    const next = (Object.keys(usual) as Signature[]).filter((which) => holders[which] === one.key);
    if (next.join() === one.signs.toSorted().join()) continue;
    await db('departments')
      .where({ key: one.key })
      .update({ signs: next, ...(one.key !== key && { version: db.raw('version + 1') }) });
  }
}

async function noteChange(
  db: Db,
  actor: SettingsActor,
  key: string,
  before: Omit<Kept, 'version' | 'builtIn'> | null,
  after: (Omit<Kept, 'version' | 'builtIn' | 'contacts'> & { contacts: readonly Contact[] }) | null,
): Promise<void> {
  const shown = (one: typeof after) =>
    one && {
      ...one.names,
      retired: one.retired,
      signs: one.signs.join(' '),
      contacts: one.contacts.map(({ company, phone, extension, mailbox }) =>
        [company, phone, extension, mailbox].map((text) => text ?? '').join(';'),
      ),
    };
  await note(db, actor, 'settings.changed', `department ${key}`, {
    before: shown(before) ?? {},
    after: shown(after) ?? {},
  });
}
