import type { ContactPermission, GrantScope, Profile } from '#contract/permissions';
import { profiles } from '#contract/permissions';
import { aqua, contactId, zambe, type Source } from './data/index.ts';

/** A sign-in of the demo: who, with which rights, and why it is there. */
export type DemoLogin = {
  contact: string;
  logins: string[];
  grants: { permission: ContactPermission; scope: GrantScope }[];
  /** What this sign-in shows, for the block that `npm start` prints. */
  shows: string;
};

/** One demo company: its tenant, its own web site and its data. */
export type Brand = {
  slug: string;
  name: string;
  locale: 'es' | 'pt' | 'en';
  formats: Record<string, string>;
  timeZone: string;
  /** Name of a file in `themes/`. */
  theme: string;
  /** Folder of the host site, relative to this file. */
  site: string;
  host: string;
  /** Port of the host site, counted from the portal's. */
  portOffset: number;
  /** One password for all sign-ins of the demo; a real tenant has none in its sources. */
  password: string;
  logins: DemoLogin[];
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

export const brands: Brand[] = [
  {
    slug: 'aqua',
    name: 'Aquavelia',
    locale: 'es',
    formats: { es: 'es-MX', pt: 'pt-BR', en: 'en-US' },
    timeZone: aqua.timeZone,
    theme: 'aqua',
    site: 'aqua',
    host: 'aqua.localhost',
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
        'orders and invoices, no export',
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
      login(
        contactId('0001003310', 'CXP'),
        ['sin.permiso'],
        'none',
        'customer',
        'no permission at all',
      ),
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
    site: 'zambe',
    host: 'zambe.localhost',
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
        'orders and invoices, no export',
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
      login(
        contactId('000527', 'FIN'),
        ['sem.permissao'],
        'none',
        'customer',
        'no permission at all',
      ),
    ],
    source: zambe,
  },
];
