import type { Body } from '#contract/endpoint';
import type { CategoryField, ServiceCategory, service } from '#contract/service';
import { serviceLimits } from '#contract/service-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { jsonbOf } from '../../http/text.ts';
import { holdDepartment } from '../../records/departments.ts';

type Rules = NonNullable<ServiceCategory['rules']>;
/** A category as it stands now. */
export type CategoryRow = Omit<ServiceCategory, 'rules'> & Rules & { id: string };
type Change = Body<(typeof service)['PUT /service-categories/:code']>;

const columns = `c.id, c.code, c.labels, c.icon, c.version, c.visible, c.priority, c.targets, c.department, c.erp,
  v.fields`;
const tables = `service_categories c
  join service_category_versions v on v.tenant_id = c.tenant_id and v.category_id = c.id and v.version = c.version`;

export const allCategories = (db: Db): Promise<CategoryRow[]> =>
  rowsOf<CategoryRow>(db, `select ${columns} from ${tables} order by c.code`);

/** @throws AppError `category_unknown` where there is none that may be asked for */
export async function categoryOf(db: Db, code: string): Promise<CategoryRow> {
  const [found] = await rowsOf<CategoryRow>(
    db,
    `select ${columns} from ${tables} where c.code = ? and c.visible`,
    [code],
  );
  if (!found) throw new AppError('category_unknown');
  return found;
}

/** What of a category who sees: its rules are the company's. */
const shown = (
  { code, labels, icon, version, visible, fields, ...rules }: CategoryRow,
  inside: boolean,
): ServiceCategory => {
  const { priority, targets, department, erp } = rules;
  return {
    code,
    labels,
    icon,
    version,
    visible,
    fields,
    rules: inside ? { priority, targets, department, erp } : null,
  };
};

const looksAfterService = (caller: PersonCaller): boolean =>
  caller.kind === 'staff' && caller.grants.has('service.manage');

/** The categories one may pick, all of them for those who make them; and the days off ahead of the tenant. */
export async function listCategories(db: Db, caller: PersonCaller) {
  const inside = looksAfterService(caller);
  const all = await allCategories(db);
  const holidays = await rowsOf<{ day: string; name: string }>(
    db,
    `select d.day::text as day, d.name from calendar_days d join tenants t on t.id = d.tenant_id
     where d.key = 'tenant' and d.day between (now() at time zone t.time_zone)::date
       and (now() at time zone t.time_zone)::date + cast(? as integer)
     order by d.day`,
    [serviceLimits.holidays],
  );
  return {
    items: all.filter(({ visible }) => visible || inside).map((one) => shown(one, inside)),
    holidays,
  };
}

/**
 * Makes a category or changes it; each change is a version, and requests keep the one they were made with.
 * @throws AppError `record_changed`, `limit_reached`; `invalid_input` where its department cannot be chosen
 */
export async function saveCategory(
  db: Db,
  tenantId: string,
  code: string,
  { version, fields, targets, labels, ...change }: Change,
): Promise<ServiceCategory> {
  await db.raw(
    `select pg_advisory_xact_lock(hashtextextended(current_setting('app.tenant_id') || ' service', 0))`,
  );
  const all = await allCategories(db);
  const before = all.find((one) => one.code === code);
  if ((before?.version ?? 0) !== version)
    throw new AppError('record_changed', before && { current: shown(before, true) });
  await holdDepartment(db, change.department);
  if (!before && all.length >= serviceLimits.categories) throw new AppError('limit_reached');
  const row = {
    ...change,
    labels: jsonbOf(labels),
    targets: jsonbOf(targets),
    version: version + 1,
  };
  const [saved] = await db('service_categories')
    .insert({ tenant_id: tenantId, code, ...row })
    .onConflict(['tenant_id', 'code'])
    .merge(row)
    .returning<{ id: string }[]>('id');
  await db('service_category_versions').insert({
    tenant_id: tenantId,
    category_id: saved!.id,
    version: version + 1,
    fields: jsonbOf(fields),
  });
  const after = (await allCategories(db)).find((one) => one.code === code);
  return shown(after!, true);
}

/**
 * What was filled in, held against the fields of a category.
 * @throws AppError `invalid_input` with each field that is missing, unknown or not of its kind
 */
export function checkFields(fields: readonly CategoryField[], given: Record<string, string>): void {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const faults = [
    ...fields
      .filter(({ key, required }) => required && given[key] === undefined)
      .map(({ key }) => ({ path: `body.fields.${key}`, rule: 'required' })),
    ...Object.entries(given).flatMap(([key, value]) => {
      const field = byKey.get(key);
      const rule = field ? faultOf(field, value) : 'not_allowed';
      return rule ? [{ path: `body.fields.${key}`, rule }] : [];
    }),
  ];
  if (faults.length > 0) throw new AppError('invalid_input', { errors: faults });
}

/** The rule that a value breaks; null where it is of the field's kind. */
function faultOf({ kind, options }: CategoryField, value: string): string | null {
  switch (kind) {
    case 'number':
      return /^-?\d{1,15}(\.\d{1,6})?$/.test(value) ? null : 'decimal';
    case 'date':
      return isDay(value) ? null : 'date';
    case 'select':
      return options.some((option) => option.value === value) ? null : 'not_allowed';
    case 'material':
    case 'order':
    case 'invoice':
    case 'serial':
      return value.length <= 60 ? null : 'too_long';
    default:
      return null;
  }
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
