import type { Admin } from '../../server/index.ts';

type Own = Parameters<Admin['addDepartment']>[1];

/** Departments that a company names itself, each with a mailbox of the company's. */
export const demoDepartments = (slug: string): Own[] =>
  (
    [
      ['posventa', { es: 'Posventa', pt: 'Pós-venda', en: 'After sales' }],
      ['trafico', { es: 'Tráfico', pt: 'Tráfego', en: 'Traffic' }],
      ['ingenieria', { es: 'Ingeniería', pt: 'Engenharia', en: 'Engineering' }],
    ] as const
  ).map(([key, names]) => ({
    key,
    names,
    contacts: [{ company: null, phone: null, extension: null, mailbox: `${key}@${slug}.example` }],
  }));
