import type {
  ContactPermission,
  GrantScope,
  PersonPermission,
  Profile,
} from '#contract/permissions';
import { profiles, staffProfiles } from '#contract/permissions';
import type { Admin } from '../server/index.ts';
import { aquaSite } from './aqua/site.ts';
import { aqua, contactId, zambe, type Source } from './data/index.ts';
import type { Site } from './pages.ts';
import { zambeSite } from './zambe/site.ts';

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

/** One demo company: its tenant, its own web site and its data. */
export type Brand = Pick<TenantInput, 'mailFrom' | 'passwordPolicy' | 'resetBy'> & {
  slug: string;
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

function login(
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

function newcomer(
  by: DemoNewcomer['by'],
  contact: string,
  logins: string[],
  profile: Profile,
  shows: string,
): DemoNewcomer {
  return { by, ...login(contact, logins, profile, 'customer', shows) };
}

/** What an executive may: the statements of the portfolio with their papers, and to mail them in bulk. */
const executive: PersonPermission[] = [
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
];

const invited = 'invited: the link is in the inbox';

export const brands: Brand[] = [
  {
    slug: 'aqua',
    name: 'Aquavelia',
    locale: 'es',
    formats: { es: 'es-MX', pt: 'pt-BR', en: 'en-US' },
    timeZone: aqua.timeZone,
    theme: 'aqua',
    site: aquaSite,
    host: 'aqua.localhost',
    terms: { version: '2026-01', page: '/terminos' },
    mailFrom: { name: 'Portal de Clientes Aquavelia', address: 'portalclientes@aquavelia.example' },
    departments: [
      {
        kind: 'customer_service',
        phone: '+52 00 0000 9000',
        extension: '1',
        mailbox: 'clientes@aquavelia.example',
      },
      {
        kind: 'customer_service',
        company: 'US01',
        phone: '+1 000 000 9000',
        mailbox: 'customers@aquavelia.example',
      },
      { kind: 'receivables', phone: '+52 00 0000 9000', mailbox: 'cobranza@aquavelia.example' },
    ],
    portOffset: 1,
    password: 'lluvia-sobre-tinacos',
    logins: [
      login(
        contactId('0001002900', 'DIR'),
        ['direccion', 'abastecimiento@ajoloteazul.example'],
        'full',
        'hierarchy',
        'a group and its subsidiaries, everything',
      ),
      login(
        contactId('0001002945', 'COM'),
        ['compras.norte', '0001002945'],
        'purchasing',
        'customer',
        'one customer, no invoices; also signs in by customer number',
      ),
      login(
        contactId('0001002945', 'CXP'),
        ['pagos.norte'],
        'accounting',
        'customer',
        'orders, invoices and the statement',
      ),
      login(
        contactId('0001002945', 'ALM'),
        ['almacen.norte'],
        'logistics',
        'customer',
        'orders without amounts',
      ),
      login(
        contactId('0001002946', 'COM'),
        ['compras.bajio'],
        'full',
        'own',
        'only the orders this contact asked for',
      ),
      login(
        contactId('0009000120', 'COM'),
        ['purchasing'],
        'full',
        'customer',
        'a customer in US dollars',
      ),
      {
        ...login(
          contactId('0001003587', 'COM'),
          ['dos.clientes'],
          'full',
          'customer',
          'one person at two customers',
        ),
        also: [contactId('0001003790', 'COM')],
      },
      login(
        contactId('0001002900', 'CXP'),
        ['corporativo'],
        'administrator',
        'customer',
        'looks after the contacts of its company',
      ),
      login(
        contactId('0001003310', 'CXP'),
        ['sin.permiso'],
        'none',
        'customer',
        'no permission at all',
      ),
    ],
    newcomers: [
      newcomer(
        'invitation',
        contactId('0001003422', 'COM'),
        ['compras@colibridepapel.example'],
        'full',
        invited,
      ),
      newcomer(
        'temporary password',
        contactId('0001003310', 'COM'),
        ['1003310'],
        'purchasing',
        'has a temporary password:',
      ),
    ],
    staff: [
      {
        name: 'Iris Aguaviva',
        logins: ['iris.aguaviva'],
        email: 'iris.aguaviva@aquavelia.example',
        executive: 'EJ-01',
        permissions: executive,
        shows: 'an executive: the statements of a portfolio, and mass sends',
      },
      {
        name: 'Nilo Cantera',
        logins: ['nilo.cantera'],
        email: 'nilo.cantera@aquavelia.example',
        executive: 'EJ-01',
        permissions: [
          ...staffProfiles.access,
          ...staffProfiles.auditor,
          ...staffProfiles.branding,
          'impersonate',
        ],
        shows:
          'gives the contacts of a portfolio access, the portal its look, reads what was done, and looks at the portal as one of them',
      },
      {
        name: 'Bruma Salina',
        logins: ['bruma.salina'],
        email: 'bruma.salina@aquavelia.example',
        permissions: [...staffProfiles.settings, 'keys.manage'],
        shows: 'runs the portal: sites, keys, data of the ERP, sign-in and mail',
      },
      {
        name: 'Delta Salinas',
        logins: ['delta.salinas'],
        email: 'delta.salinas@aquavelia.example',
        permissions: [...staffProfiles.owner, 'impersonate'],
        shows: 'owns the portal: looks after the team, for all customers',
      },
      {
        name: 'Bruma Escollera',
        logins: ['bruma.escollera'],
        email: 'bruma.escollera@aquavelia.example',
        permissions: [...staffProfiles.owner, 'impersonate'],
        shows: 'the second owner, who confirms what takes two',
      },
    ],
    source: aqua,
  },
  {
    slug: 'zambe',
    name: 'Zambé Distribuidora',
    locale: 'pt',
    formats: { pt: 'pt-BR', es: 'es-MX', en: 'en-US' },
    timeZone: zambe.timeZone,
    theme: 'zambe',
    site: zambeSite,
    host: 'zambe.localhost',
    terms: { version: '2026-01', page: '/termos' },
    mailFrom: { name: 'Portal do Cliente Zambé', address: 'portal@zambe.example' },
    departments: [
      {
        kind: 'customer_service',
        phone: '+55 00 0000-9000',
        mailbox: 'atendimento@zambe.example',
      },
      { kind: 'receivables', phone: '+55 00 0000-9000', mailbox: 'cobranca@zambe.example' },
    ],
    // As the manuals have it: short passwords, and a mailed one where it was forgotten.
    passwordPolicy: 'alphanumeric_8_10',
    resetBy: 'temporary_password',
    portOffset: 2,
    password: 'feira-antes-do-sol',
    logins: [
      login(
        contactId('000410', 'DIR'),
        ['diretoria', 'suprimentos@capivaradepapel.example'],
        'full',
        'hierarchy',
        'a chain and its stores, everything',
      ),
      login(
        contactId('000411', 'COM'),
        ['compras.litoral', '000411'],
        'purchasing',
        'customer',
        'one customer, no invoices; also signs in by customer number',
      ),
      login(
        contactId('000411', 'FIN'),
        ['financeiro.litoral'],
        'accounting',
        'customer',
        'orders, invoices and the statement',
      ),
      login(
        contactId('000411', 'REC'),
        ['recebimento.litoral'],
        'logistics',
        'customer',
        'orders without amounts',
      ),
      login(
        contactId('000618', 'COM'),
        ['compras.boto'],
        'full',
        'own',
        'only the orders this contact asked for',
      ),
      {
        ...login(
          contactId('000702', 'COM'),
          ['dois.clientes'],
          'full',
          'customer',
          'one person at two customers',
        ),
        also: [contactId('000745', 'FIN')],
      },
      login(
        contactId('000410', 'FIN'),
        ['corporativo'],
        'administrator',
        'customer',
        'looks after the contacts of its company',
      ),
      login(
        contactId('000527', 'FIN'),
        ['sem.permissao'],
        'none',
        'customer',
        'no permission at all',
      ),
    ],
    newcomers: [
      newcomer(
        'invitation',
        contactId('000533', 'COM'),
        ['compras@vagalumedefeltro.example'],
        'full',
        invited,
      ),
      newcomer(
        'welcome mail',
        contactId('000745', 'COM'),
        ['745'],
        'full',
        'the welcome in the inbox has a temporary password',
      ),
      newcomer(
        'temporary password',
        contactId('000412', 'COM'),
        ['412'],
        'purchasing',
        'has a temporary password:',
      ),
    ],
    staff: [
      {
        name: 'Jaci Ventania',
        logins: ['jaci.ventania'],
        email: 'jaci.ventania@zambe.example',
        executive: 'V1',
        permissions: executive,
        shows: 'an executive: the statements of a portfolio, and mass sends',
      },
      {
        name: 'Orvalho Serrano',
        logins: ['orvalho.serrano'],
        email: 'orvalho.serrano@zambe.example',
        executive: 'V1',
        permissions: [
          ...staffProfiles.access,
          ...staffProfiles.auditor,
          ...staffProfiles.branding,
          'impersonate',
        ],
        shows:
          'gives the contacts of a portfolio access, the portal its look, reads what was done, and looks at the portal as one of them',
      },
      {
        name: 'Igarapé Brisa',
        logins: ['igarape.brisa'],
        email: 'igarape.brisa@zambe.example',
        permissions: [...staffProfiles.settings, 'keys.manage'],
        shows: 'runs the portal: sites, keys, data of the ERP, sign-in and mail',
      },
      {
        name: 'Luar Restinga',
        logins: ['luar.restinga'],
        email: 'luar.restinga@zambe.example',
        permissions: [...staffProfiles.owner, 'impersonate'],
        shows: 'owns the portal: looks after the team, for all customers',
      },
      {
        name: 'Brisa Cachoeira',
        logins: ['brisa.cachoeira'],
        email: 'brisa.cachoeira@zambe.example',
        permissions: [...staffProfiles.owner, 'impersonate'],
        shows: 'the second owner, who confirms what takes two',
      },
    ],
    source: zambe,
  },
];

/** The example host (`example-host.ts`) as the portal knows it, and the brand that takes its word. */
export const vouched = { brand: 'aqua', portOffset: 5 };
export const vouchingHost = (port: number) => ({
  origin: `http://intranet.localhost:${port}`,
  jwksUrl: `http://127.0.0.1:${port}/.well-known/jwks.json`,
});
