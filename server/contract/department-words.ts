/** Constants of departments that server and widgets share. Plain: this file may travel to the browser. */

/** Those that every tenant has; their names are texts of the catalogue. */
export const builtInDepartments = ['customer_service', 'receivables', 'logistics'] as const;
export type BuiltInDepartment = (typeof builtInDepartments)[number];

/** What goes out in a department's name: mails of access and the foot of the portal, or statements. */
export const signatures = ['access', 'statements'] as const;
export type Signature = (typeof signatures)[number];

export const departmentLimits = {
  /** Characters of a key, a name, a phone and an extension. */
  key: 40,
  name: 60,
  phone: 40,
  extension: 20,
  /** Departments of one tenant, and companies a department has contacts for. */
  departments: 60,
  contacts: 100,
} as const;
