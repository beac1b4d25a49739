import { staffProfiles } from '#contract/permissions';
import { executive, invited, login, newcomer, type Brand } from '../brand.ts';
import { contactId, zambe } from '../data/index.ts';
import { zambeSite } from './site.ts';

export const zambeBrand: Brand = {
  slug: 'zambe',
  name: 'Zambé Distribuidora',
  locale: 'pt',
  formats: { pt: 'pt-BR', es: 'es-MX', en: 'en-US' },
  timeZone: zambe.timeZone,
  theme: 'zambe',
  site: zambeSite,
  host: 'zambe.localhost',
  terms: { version: '2026-01', page: '/termos' },
  manual: '/manual',
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
};
