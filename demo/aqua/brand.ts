import { staffProfiles } from '#contract/permissions';
import { executive, invited, login, newcomer, type Brand } from '../brand.ts';
import { contactId, aqua } from '../data/index.ts';
import { aquaSite } from './site.ts';

export const aquaBrand: Brand = {
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
};
