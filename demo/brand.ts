import type {
  ContactPermission,
  GrantScope,
  PersonPermission,
  Profile,
} from '#contract/permissions';
import { profiles } from '#contract/permissions';
import type { Admin } from '../server/index.ts';
import type { Source } from './data/index.ts';
import type { Site } from './pages.ts';

/** A sign-in of the demo: who, with which rights, and why it is there. */
export type DemoLogin = {
  contact: string;
  logins: string[];
  grants: { permission: ContactPermission; scope: GrantScope }[];
  /** Other contacts that are the same person, of other customers, with the same rights. */
  also?: string[];
  /** What this sign-in shows, for the block that `npm start` prints. */
  shows: string;
};

/** Somebody who has not been in yet, and the way this person gets in. */
export type DemoNewcomer = DemoLogin & { by: 'invitation' | 'welcome mail' | 'temporary password' };

/** A person of the company, who looks after the customers that the ERP gives an executive. */
export type DemoStaff = {
  name: string;
  logins: string[];
  email: string;
  /** The executive's code in the ERP; without one it looks after all customers. */
  executive?: string;
  permissions: PersonPermission[];
  shows: string;
};

type TenantInput = Parameters<Admin['createTenant']>[0];

export type BrandSlug = 'aqua' | 'zambe' | 'barlovia';

/** One demo company: its tenant, its own web site and its data. */
export type Brand = Pick<TenantInput, 'mailFrom' | 'passwordPolicy' | 'resetBy'> & {
  slug: BrandSlug;
  name: string;
  locale: 'es' | 'pt' | 'en';
  formats: Record<string, string>;
  timeZone: string;
  /** Name of a file in `themes/`. */
  theme: string;
  /** Its own web site. */
  site: Site;
  host: string;
  /** Terms of use, and the path of the page they stand on. */
  terms: { version: string; page: string };
  /** Path of the page that tells how the portal is used. */
  manual: string;
  /** Whom mails tell to ask. */
  departments: Parameters<Admin['setDepartments']>[1];
  /** Port of the host site, counted from the portal's. */
  portOffset: number;
  /** One password for all sign-ins of the demo; a real tenant has none in its sources. */
  password: string;
  logins: DemoLogin[];
  newcomers: DemoNewcomer[];
  staff: DemoStaff[];
  source: Source;
};

/** A sign-in with all that a profile may, in one reach. */
export function login(
  contact: string,
  logins: string[],
  profile: Profile | 'none',
  scope: GrantScope,
  shows: string,
): DemoLogin {
  return {
    contact,
    logins,
    grants: (profile === 'none' ? [] : profiles[profile]).map((permission) => ({
      permission,
      scope,
    })),
    shows,
  };
}

/** The same for somebody who has not been in yet. */
export function newcomer(
  by: DemoNewcomer['by'],
  contact: string,
  logins: string[],
  profile: Profile,
  shows: string,
): DemoNewcomer {
  return { by, ...login(contact, logins, profile, 'customer', shows) };
}

/** What an executive may: the statements of the portfolio with their papers, and to mail them in bulk. */
export const executive: PersonPermission[] = [
  'portfolio.view',
  'statement.view',
  'statement.export',
  'credit.view',
  'invoices.xml',
  'invoices.pdf',
  'invoices.bulk',
  'statement.mass_send',
  'mailing_list.manage',
  'messages.view',
  'messages.manage',
  'service.view',
  'service.manage',
];

export const invited = 'invited: the link is in the inbox';
