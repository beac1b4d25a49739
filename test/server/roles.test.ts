// Who may do what of administration: every endpoint of it, by the roles that people have. The table is written down here
// by hand; where an endpoint comes or goes, or opens to somebody else, it has to be thought about here.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { contactPermissions, profiles, staffProfiles } from '#contract/permissions';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import { keyPermissions } from '#contract/settings-words';
import { createApi, signIn, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const roles = [
  'contact',
  'administrator',
  'executive',
  'access',
  'branding',
  'auditor',
  'owner',
  'key',
  'keeper',
] as const;
type Role = (typeof roles)[number];

const looking: Role[] = ['contact', 'administrator', 'executive', 'access', 'owner'];
const managing: Role[] = ['administrator', 'access', 'owner'];
const giving: Role[] = ['access', 'owner'];
const drawing: Role[] = ['branding', 'owner'];
const reading: Role[] = ['auditor', 'owner'];
const operating: Role[] = ['owner'];
/** What takes two persons to give is in no role: who has been given the keys. */
const keeping: Role[] = ['keeper'];

const table: [may: Role[], keys: string[]][] = [
  [reading, ['GET /audit', 'GET /audit/:id', 'GET /exports/audit']],
  [
    looking,
    [
      'GET /contacts',
      'GET /contacts/:id',
      'GET /contacts/:id/sessions',
      'GET /contacts/:id/activity',
      'GET /permission-profiles',
    ],
  ],
  [
    managing,
    [
      'POST /contacts',
      'PATCH /contacts/:id',
      'PUT /contacts/:id/access',
      'POST /contacts/:id/invitations',
      'DELETE /contacts/:id/invitations',
      'POST /contacts/:id/membership',
      'POST /contacts/:id/temporary-password',
      'POST /contacts/:id/password-reset',
      'POST /contacts/:id/factor-reset',
      'POST /contacts/:id/deactivation',
      'POST /contacts/:id/activation',
      'DELETE /contacts/:id/sessions',
      'DELETE /contacts/:id/sessions/:session',
      'GET /contacts/:id/addresses',
      'POST /access-previews',
      'POST /contact-imports',
      'POST /contact-imports/:id/corrections',
      'POST /contact-imports/:id/application',
    ],
  ],
  [
    giving,
    [
      'POST /permission-profiles',
      'PUT /permission-profiles/:id',
      'DELETE /permission-profiles/:id',
      'GET /staff',
      'GET /staff/:id',
      'POST /staff',
      'PATCH /staff/:id',
      'POST /staff/:id/invitations',
      'DELETE /staff/:id/invitations',
      'POST /staff/:id/temporary-password',
      'POST /staff/:id/password-reset',
      'POST /staff/:id/deactivation',
      'POST /staff/:id/activation',
      'GET /staff/:id/sessions',
      'DELETE /staff/:id/sessions',
      'DELETE /staff/:id/sessions/:session',
      'GET /staff/:id/activity',
      'GET /staff-requests',
      'POST /staff-requests/:id/confirmation',
      'POST /staff-requests/:id/refusal',
      'GET /settings/second-factor',
      'PUT /settings/second-factor',
      'GET /contacts/:id/notification-preferences',
      'PUT /contacts/:id/notification-preferences',
    ],
  ],
  [
    drawing,
    [
      'GET /branding-draft',
      'PUT /branding-draft',
      'DELETE /branding-draft',
      'POST /branding-draft/publication',
      'GET /branding-draft/tokens',
      'PUT /branding-draft/tokens',
      'PUT /logos/:scheme',
      'DELETE /logos/:scheme',
      'GET /branding-versions',
      'POST /branding-versions/:id/restoration',
      'POST /branding-versions/:id/undo',
      'POST /catalogue-searches',
      'POST /mail-previews',
      'POST /mail-tests',
      'GET /mail-tests/:id',
      'GET /branding-draft/statement',
    ],
  ],
  [
    operating,
    [
      'GET /settings/bank-data',
      'PUT /settings/bank-data/:company',
      'GET /settings/payments',
      'PATCH /settings/payments/:id',
      'GET /settings/fiscal',
      'PUT /settings/fiscal',
      'GET /file-storage',
      'GET /settings/messages',
      'PUT /settings/messages',
      'GET /settings/calendars',
      'PUT /settings/calendars/:calendar',
      'DELETE /settings/calendars/:calendar',
      'GET /settings/departments',
      'POST /settings/departments',
      'PUT /settings/departments/:department',
      'DELETE /settings/departments/:department',
      'GET /settings/sites',
      'POST /settings/sites',
      'DELETE /settings/sites/:origin',
      'PUT /settings/page',
      'GET /settings/access',
      'PUT /settings/access',
      'GET /settings/mail',
      'PUT /settings/mail',
      'POST /settings/mail-tests',
      'GET /settings/mail-tests/:id',
      'GET /settings/erp',
      'GET /settings/erp/rejections',
      'GET /exports/rejections/csv',
      'GET /exports/rejections/xlsx',
      'GET /settings/statuses',
      'PUT /settings/statuses',
      'POST /settings/status-removals',
    ],
  ],
  [
    ['administrator', 'owner'],
    ['GET /approval-rules', 'PUT /approval-rules'],
  ],
  [
    keeping,
    [
      'GET /keys',
      'POST /keys',
      'PATCH /keys/:id',
      'POST /keys/:id/rotation',
      'DELETE /keys/:id',
      'GET /webhooks',
      'POST /webhooks',
      'PATCH /webhooks/:id',
      'POST /webhooks/:id/rotation',
      'DELETE /webhooks/:id',
      'POST /webhooks/:id/tests',
      'GET /webhooks/:id/deliveries',
      'POST /webhook-deliveries/:id/retry',
    ],
  ],
  // Seeing as somebody else takes two persons to give, too.
  [[], ['POST /impersonations']],
];

const administering = [
  'access.manage',
  'audit.view',
  'branding.manage',
  'contacts.manage',
  'contacts.view',
  'impersonate',
  'keys.manage',
  'settings.manage',
];
const all = Object.entries(endpoints as Record<string, Endpoint>);
const nobody = '00000000-0000-4000-8000-000000000000';

let running: TestPortal;
const callers = new Map<Role, Api>();
before(async () => {
  running = await startPortal();
  const { admin, sync } = running.portal;
  const contact = async (name: string, grants: readonly (typeof contactPermissions)[number][]) => {
    await sync('norte', 'contacts', [
      { id: name, customer: '1002945', name, email: `${name}@cliente.example` },
    ]);
    await admin.createLogin('norte', {
      contact: name,
      logins: [name],
      password,
      grants: grants.map((permission) => ({ permission, scope: 'customer' as const })),
    });
    return signIn(running.url, name);
  };
  callers.set('contact', await contact('plena', profiles.full));
  callers.set('administrator', await contact('administra', profiles.administrator));
  const staff = (name: string, permissions: Parameters<typeof staffSession>[2]['permissions']) =>
    staffSession(running, name, { permissions: [...permissions] });
  callers.set('executive', await staff('ventas', [...staffProfiles.sales]));
  callers.set('access', await staff('accesos', [...staffProfiles.access]));
  callers.set('branding', await staff('imagen', [...staffProfiles.branding]));
  callers.set('auditor', await staff('auditoria', [...staffProfiles.auditor]));
  callers.set('owner', await staff('propietaria', [...staffProfiles.owner]));
  callers.set('keeper', await staff('llaves', ['keys.manage']));
  const secret = await admin.createKey('norte', { name: 'todo', permissions: [...keyPermissions] });
  const headers = { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` };
  callers.set('key', createApi(running.url, headers));
});
after(() => running.close());

describe('administration', () => {
  test('has no endpoint besides these', () => {
    const found = all.filter(([, { permission, alsoFor }]) =>
      [permission, alsoFor].flat().some((one) => administering.includes(String(one))),
    );
    assert.deepEqual(
      found.map(([key]) => key).toSorted(),
      table.flatMap(([, keys]) => keys).toSorted(),
    );
  });

  for (const [may, keys] of table)
    for (const key of keys)
      test(`${key}: ${may.join(', ') || 'nobody'}`, async () => {
        const endpoint = (endpoints as Record<string, Endpoint>)[key]!;
        const path = key.replaceAll(/:\w+/g, nobody);
        const allowed: Role[] = [];
        for (const role of roles) {
          const answer = await callers.get(role)!(path, { body: endpoint.body ? {} : undefined });
          assert.ok(answer.status < 500 && answer.status !== 401, `${role}: ${answer.text}`);
          if (answer.status !== 403) allowed.push(role);
        }
        assert.deepEqual(allowed.toSorted(), may.toSorted());
      });
});
