import type { Staff } from '#contract/staff';
import type { TextKey, Translate } from '../core/index.ts';

/** The starter set of a person, or that it is of its own choosing. */
export function roleName(
  { role, permissions }: Pick<Staff, 'role' | 'permissions'>,
  t: Translate,
): string {
  if (role) return t(`staff.role_${role}`);
  return t(permissions === 0 ? 'staff.role_none' : 'contacts.custom');
}

/** How many customers somebody looks after. */
export function portfolioText({ all, customers }: Staff['portfolio'], t: Translate): string {
  if (all) return t('staff.portfolio_all');
  return customers === 0 ? t('staff.portfolio_none') : t('staff.customers', { count: customers });
}

/** What a permission opens, in words; one without words goes by its name. */
export function rightName(permission: string, t: Translate): string {
  const name = permission.replace('.', '_');
  const keys = [`staff.right_${name}`, `contacts.right_${name}`];
  return keys.map((key) => t(key as TextKey)).find((text, at) => text !== keys[at]) ?? permission;
}

export const capital = (words: string): string =>
  words.charAt(0).toLocaleUpperCase() + words.slice(1);
