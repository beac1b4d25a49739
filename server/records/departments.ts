import type { DepartmentName } from '#contract/departments';
import type { Signature } from '#contract/department-words';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { AppError } from '../http/app-error.ts';

/** Where a department is reached. */
export type DepartmentContact = {
  phone: string | null;
  extension: string | null;
  mailbox: string | null;
};
/** A department as a letter names it. */
export type SigningDepartment = DepartmentContact & Pick<DepartmentName, 'key' | 'names'>;

/** SQL of a department as `DepartmentName`, null where there is none, by the columns that name it. */
export const departmentNameSql = (tenantId: string, key: string): string =>
  `(select json_build_object('key', dn.key, 'names', dn.names, 'retired', dn.retired_at is not null)
    from departments dn where dn.tenant_id = ${tenantId} and dn.key = ${key})`;

const isSigned: Record<Signature, string> = {
  access: `'access' = any(ds.signs)`,
  statements: `'statements' = any(ds.signs)`,
};

/** SQL of a department that signs, as `SigningDepartment`: where it is reached of a company, else of all. */
export const signingSql = (
  which: Signature,
  { tenantId, companyId }: { tenantId: string; companyId: string },
): string =>
  `(select jsonb_build_object('key', ds.key, 'names', ds.names, 'phone', dc.phone, 'extension', dc.extension,
      'mailbox', dc.mailbox)
    from departments ds join department_contacts dc on dc.tenant_id = ds.tenant_id and dc.kind = ds.key
    where ds.tenant_id = ${tenantId} and ${isSigned[which]}
      and (dc.company_id = ${companyId} or dc.company_id is null)
    order by dc.company_id nulls last limit 1)`;

/** The departments that can be chosen, the built-in ones first. */
export const departmentsToChoose = (db: Db): Promise<DepartmentName[]> =>
  rowsOf<DepartmentName>(
    db,
    `select key, names, false as retired from departments where retired_at is null
     order by built_in desc, lower(coalesce(names ->> 'es', names ->> 'pt', names ->> 'en')), key`,
  );

/**
 * Holds a department that is being chosen, so that nobody retires it meanwhile.
 * @throws AppError `invalid_input` at `body.department` where there is none that can be chosen
 */
export async function holdDepartment(db: Db, key: string | null | undefined): Promise<void> {
  if (key === null || key === undefined) return;
  const found = await db('departments')
    .where({ key })
    .whereNull('retired_at')
    .forShare()
    .first<{ key: string } | undefined>('key');
  if (!found)
    throw new AppError('invalid_input', {
      errors: [{ path: 'body.department', rule: 'not_allowed' }],
    });
}

/** A department with where it is reached of a company, else of all; undefined where nobody said where. */
export async function departmentOf(
  db: Db,
  key: string | null,
  companyId: string | null,
): Promise<SigningDepartment | undefined> {
  if (key === null) return undefined;
  const [found] = await rowsOf<SigningDepartment>(
    db,
    `select d.key, d.names, c.phone, c.extension, c.mailbox
     from departments d join department_contacts c on c.tenant_id = d.tenant_id and c.kind = d.key
     where d.key = :key and d.retired_at is null and (c.company_id is null or c.company_id = :companyId)
     order by c.company_id nulls last limit 1`,
    { key, companyId },
  );
  return found;
}

export type Translate = (key: string, params?: Record<string, string | number>) => string;

/** The name of a department in a language, else in another it has. */
export const departmentName = (
  t: Translate,
  locale: Locale,
  { key, names }: Pick<DepartmentName, 'key' | 'names'>,
): string => names[locale] ?? names.es ?? names.pt ?? names.en ?? t(`mail.department.${key}`);

/** A phone with its extension; empty where there is none. */
export const phoneLine = (t: Translate, { phone, extension }: DepartmentContact): string =>
  [phone, extension && t('mail.department.extension', { extension })].filter(Boolean).join(' ');

/** A line that says how somebody is reached, with the telephone and the mailbox in it, so that they can be links. */
export type ContactLine = { text: string; reach: DepartmentContact };

/** Name and ways of a department in one line, as letters end with; undefined where it has no way. */
export function departmentLine(
  t: Translate,
  locale: Locale,
  department: SigningDepartment | undefined,
): ContactLine | undefined {
  if (!department) return undefined;
  const { phone, extension, mailbox } = department;
  const ways = [phoneLine(t, department), mailbox].filter(Boolean);
  return ways.length === 0
    ? undefined
    : {
        text: `${departmentName(t, locale, department)}: ${ways.join(' · ')}`,
        reach: { phone, extension, mailbox },
      };
}
