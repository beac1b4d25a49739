import { staffProfiles } from '#contract/permissions';
import { executive, login, type Brand } from '../brand.ts';
import { contactId, barlovia } from '../data/index.ts';
import { barloviaSite } from './site.ts';

export const barloviaBrand: Brand = {
  slug: 'barlovia',
  name: 'Barlovia',
  locale: 'es',
  formats: { es: 'es-HN', pt: 'pt-BR', en: 'en-US' },
  timeZone: barlovia.timeZone,
  theme: 'barlovia',
  site: barloviaSite,
  host: 'barlovia.localhost',
  terms: { version: '2026-01', page: '/terminos' },
  manual: '/manual',
  mailFrom: { name: 'Portal de Clientes Barlovia', address: 'portal@barlovia.example' },
  departments: [
    {
      kind: 'customer_service',
      phone: '+504 0000 9000',
      mailbox: 'operaciones@barlovia.example',
    },
    { kind: 'receivables', phone: '+504 0000 9000', mailbox: 'cobros@barlovia.example' },
  ],
  // The inbox, the example host and the ERP have those between.
  portOffset: 7,
  password: 'viento-en-las-velas',
  logins: [
    login(
      contactId('1001', 'LOG'),
      ['logistica', 'logistica@tapirdelona.example'],
      'full',
      'hierarchy',
      'a group and its plant, everything',
    ),
    login(
      contactId('1001', 'IMP'),
      ['importaciones.tapir'],
      'logistics',
      'own',
      'only the shipments this contact asked for, without amounts',
    ),
    login(contactId('1003', 'IMP'), ['importaciones.guara'], 'full', 'customer', 'one customer'),
    login(
      contactId('1001', 'CXP'),
      ['corporativo'],
      'administrator',
      'customer',
      'looks after the contacts of its company',
    ),
  ],
  newcomers: [],
  staff: [
    {
      name: 'Sabana Rompeolas',
      logins: ['sabana.rompeolas'],
      email: 'sabana.rompeolas@barlovia.example',
      executive: 'OP-1',
      permissions: executive,
      shows: 'an executive: the statements of a portfolio, and mass sends',
    },
    {
      name: 'Coral Escollera',
      logins: ['coral.escollera'],
      email: 'coral.escollera@barlovia.example',
      permissions: [...staffProfiles.owner, 'impersonate'],
      shows: 'owns the portal, for all customers',
    },
    {
      name: 'Marea Cabotaje',
      logins: ['marea.cabotaje'],
      email: 'marea.cabotaje@barlovia.example',
      permissions: [...staffProfiles.owner, 'impersonate'],
      shows: 'the second owner, who confirms what takes two',
    },
  ],
  source: barlovia,
};
