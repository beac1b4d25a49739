// Who may call what: the permission of an endpoint decides the kind of caller, whatever somebody was granted.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Permission } from '#contract/permissions';
import { admit, refusalOf, type Admission, type Caller } from '../../server/http/caller.ts';

const tenant = {
  id: '00000000-0000-4000-8000-000000000001',
  slug: 'norte',
  name: 'Norte',
  locale: 'es',
  timeZone: 'America/Monterrey',
  sessionLifeSeconds: 3_600,
  passwordPolicy: { minLength: 12, maxLength: 128, characters: 'any' },
  resetBy: 'link',
  secondFactor: 'optional',
} as const;
const person = (granted: Permission) => ({
  tenant,
  sessionId: 's',
  identityId: 'i',
  access: 'full' as const,
  hasFactor: false,
  confirmed: false,
  termsAccepted: true,
  onlyOrigin: null,
  personName: 'Una',
  expiresAt: '2030-01-01T00:00:00Z',
  grants: new Map([[granted, 'customer' as const]]),
  companyLimits: new Map(),
  addressLimits: new Map(),
  amountLimits: new Map(),
  otherCustomerIds: [],
});
const contact = (granted: Permission): Caller => ({
  ...person(granted),
  kind: 'contact',
  customer: { id: 'k', number: '1', name: 'Uno' },
  contactId: 'c',
});
const staff = (granted: Permission): Caller => ({
  ...person(granted),
  kind: 'staff',
  customer: null,
  contactId: null,
});
const key = (granted: Permission): Caller => ({
  tenant,
  kind: 'key',
  keyId: 'k',
  permissions: new Set([granted]),
});

/** Whether the permission opens an endpoint of its own to whom it was granted. */
function opens(holder: (granted: Permission) => Caller, permission: Permission): boolean {
  try {
    admit(holder(permission), { permission } satisfies Admission);
    return true;
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'forbidden');
    return false;
  }
}

describe('a permission', () => {
  const table: [Permission, contact: boolean, staff: boolean, key: boolean][] = [
    ['orders.view', true, true, false],
    ['statement.mass_send', false, true, false],
    ['mailing_list.manage', false, true, false],
    ['sync.orders', false, false, true],
    ['mail.bounces', false, false, true],
  ];
  for (const [permission, ...kinds] of table)
    test(`${permission} opens only to the callers it is for`, () =>
      assert.deepEqual(
        [contact, staff, key].map((holder) => opens(holder, permission)),
        kinds,
      ));

  test('that opens an endpoint as well is held to the same', () => {
    const both: Admission = { permission: 'mailing_list.manage', alsoFor: 'statement.mass_send' };
    admit(staff('statement.mass_send'), both);
    assert.throws(() => admit(contact('statement.mass_send'), both), { code: 'forbidden' });
  });
});

describe('before somebody is in', () => {
  type Access = 'full' | 'host' | 'temporary' | 'code' | 'setup';
  const refusals: Partial<Record<Access, string>> = {
    temporary: 'password_change_required',
    code: 'second_factor_required',
    setup: 'second_factor_setup_required',
  };
  const flags = [
    {},
    { firstAccess: true as const },
    { beforeFactor: 'code' as const },
    { beforeFactor: 'setup' as const },
  ];
  const opensBefore: Record<string, Access> = {
    firstAccess: 'temporary',
    code: 'code',
    setup: 'setup',
  };

  test('nothing is open but what says so, whatever was granted and accepted', () => {
    for (const access of ['full', 'host', 'temporary', 'code', 'setup'] as const)
      for (const flag of flags)
        for (const permission of ['orders.view', 'person', 'signed-in'] as const)
          for (const termsAccepted of [true, false])
            for (const stepUp of [undefined, 'factor', 'always', 'by_handler'] as const)
              for (const hasFactor of [true, false])
                for (const confirmed of [true, false]) {
                  const caller: Caller = {
                    ...contact('orders.view'),
                    access,
                    termsAccepted,
                    hasFactor,
                    confirmed,
                  } as Caller;
                  const name = 'beforeFactor' in flag ? flag.beforeFactor : Object.keys(flag)[0];
                  const barred = refusals[access];
                  const asked = stepUp === 'always' || (stepUp === 'factor' && hasFactor);
                  const unproven = asked && !confirmed ? 'confirmation_required' : null;
                  const inside = !termsAccepted
                    ? 'terms_required'
                    : permission === 'person' && access === 'host'
                      ? 'forbidden'
                      : unproven;
                  const expected = barred
                    ? name !== undefined && opensBefore[name] === access
                      ? unproven
                      : barred
                    : inside;
                  const admission = { permission, ...flag, ...(stepUp && { stepUp }) };
                  assert.equal(
                    refusalOf(caller, admission),
                    expected,
                    JSON.stringify({ access, ...admission, termsAccepted, hasFactor, confirmed }),
                  );
                }
  });
});
