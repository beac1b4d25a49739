import type { BuiltInDepartment } from '#contract/department-words';
import type { DepartmentName } from '#contract/departments';
import { textIn, type View } from './view.ts';

type Named = Pick<DepartmentName, 'key' | 'names'>;

/** The name of a department: its own, or the catalogue's of a built-in one. */
export const departmentName = ({ key, names }: Named, { t, format }: View): string =>
  Object.keys(names).length > 0
    ? textIn(names, format)
    : t(`department.${key as BuiltInDepartment}`);

/** Departments to choose from, none first; what is chosen stays a choice, though it be retired. */
export const departmentOptions = (
  all: readonly Named[],
  chosen: Named | null,
  none: string,
  view: View,
): (readonly [string, string])[] => [
  ['', none],
  ...(chosen && !all.some(({ key }) => key === chosen.key) ? [chosen, ...all] : all).map(
    (one) => [one.key, departmentName(one, view)] as const,
  ),
];
