import { z } from 'zod';
import { departmentLimits, signatures } from './department-words.ts';
import { defineEndpoints } from './endpoint.ts';
import { identifierKey } from './identifiers.ts';
import { limits } from './limits.ts';
import { mailbox } from './mailbox.ts';
import { line, localisedOut, ruled } from './primitives.ts';

const manage = { permission: 'settings.manage' } as const;

export const departmentKey = z
  .string()
  .max(departmentLimits.key)
  .regex(/^[a-z][a-z0-9_]*$/, { error: 'format' });

/** A department as it is named wherever somebody reads of it. */
export const DepartmentName = z.object({
  key: z.string(),
  /** Empty of a built-in one, whose names are texts of the catalogue (`department.<key>`). */
  names: localisedOut,
  /** Nobody can choose it any more. */
  retired: z.boolean(),
});
export type DepartmentName = z.output<typeof DepartmentName>;

export const Department = DepartmentName.extend({
  builtIn: z.boolean(),
  version: z.number().int(),
  /** What goes out in its name. */
  signs: z.array(z.enum(signatures)),
  /** Where it is reached: of all companies, where `company` is null, and of one of them. */
  contacts: z.array(
    z.object({
      company: z.string().nullable(),
      phone: z.string().nullable(),
      extension: z.string().nullable(),
      mailbox: z.string().nullable(),
    }),
  ),
  /** What refers to it: categories of service by their labels, and conversations, of which some are open. */
  uses: z.object({
    categories: z.array(localisedOut),
    threads: z.number().int(),
    openThreads: z.number().int(),
  }),
});
export type Department = z.output<typeof Department>;

export const Departments = z.object({
  /** The built-in ones first, those that are retired last. */
  items: z.array(Department),
  companies: z.array(z.object({ code: z.string(), name: z.string() })),
});
export type Departments = z.output<typeof Departments>;

const name = line(departmentLimits.name);
const names = ruled(
  z.strictObject({ es: name, pt: name, en: name }).partial(),
  (given) => Object.values(given).some(Boolean),
  { error: 'required' },
);
const contacts = ruled(
  z
    .array(
      z.strictObject({
        company: line(limits.identifier).nullable(),
        phone: line(departmentLimits.phone).nullable(),
        extension: line(departmentLimits.extension).nullable(),
        mailbox: mailbox.nullable(),
      }),
    )
    .max(departmentLimits.contacts),
  (all: { company: string | null }[]) =>
    new Set(all.map(({ company }) => (company === null ? null : identifierKey(company)))).size ===
    all.length,
  { error: 'duplicate' },
);
const params = z.strictObject({ department: departmentKey });

export const departments = defineEndpoints({
  'GET /settings/departments': {
    ...manage,
    summary: 'The departments of the company, where they are reached, and what refers to each.',
    response: Departments,
    errors: [],
  },
  'POST /settings/departments': {
    ...manage,
    once: true,
    summary: `Names a department; a tenant has ${departmentLimits.departments} at most. Its key is made of its name and stays.`,
    body: z.strictObject({ names, contacts: contacts.default([]) }),
    response: Departments,
    status: 201,
    errors: ['department_known', 'limit_reached', 'not_found'],
    audit: 'settings.changed',
  },
  'PUT /settings/departments/:department': {
    ...manage,
    summary:
      'Replaces names and contacts of a department, says what goes out in its name, and retires it or has it back. What refers to a retired one goes on naming it; one that still answers a category or signs is not retired.',
    params,
    body: z.strictObject({
      version: z.number().int().min(1),
      /** Null of a built-in one. */
      names: names.nullable(),
      contacts,
      signs: ruled(
        z.array(z.enum(signatures)).max(signatures.length),
        (all: string[]) => new Set(all).size === all.length,
        { error: 'duplicate' },
      ),
      retired: z.boolean(),
    }),
    response: Departments,
    errors: ['not_found', 'record_changed', 'department_known', 'department_in_use'],
    audit: 'settings.changed',
  },
  'DELETE /settings/departments/:department': {
    ...manage,
    summary: 'Takes a department away that nothing refers to.',
    params,
    response: Departments,
    errors: ['not_found', 'department_in_use'],
    audit: 'settings.changed',
  },
});
