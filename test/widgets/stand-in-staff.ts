import type { Activity } from '#contract/contacts';
import { staffGrantable, staffProfiles, type PersonPermission } from '#contract/permissions';
import type { Session } from '#contract/portal';
import type { Staff, StaffDetail, StaffRequest } from '#contract/staff';
import { administrator } from './stand-in-contacts.ts';

const idOf = (index: number): string =>
  `00000000-0000-4000-c000-${String(index).padStart(12, '0')}`;

/** Staff that may give whatever there is. */
export const owner: Session = {
  ...administrator,
  person: { name: 'Delta Salinas', login: 'delta.salinas' },
  permissions: [...staffGrantable],
};

export const staffRow = (index: number, more: Partial<Staff> = {}): Staff => ({
  id: idOf(index),
  name: `Persona ${index}`,
  email: `persona${index}@aqua.example`,
  state: 'active',
  invitedUntil: null,
  role: 'sales',
  permissions: 8,
  portfolio: { all: false, customers: 3 },
  lastSignInAt: '2026-11-20T15:05:00Z',
  self: false,
  ...more,
});

export const staffDetail = (index: number, more: Partial<StaffDetail> = {}): StaffDetail => ({
  ...staffRow(index),
  version: 4,
  locale: null,
  logins: [`persona${index}@aqua.example`],
  permissions: [...staffProfiles.sales],
  grantable: staffGrantable.map((permission) => ({
    permission,
    may: true,
    lock: null,
    twoPersons: permission === 'impersonate',
  })),
  customers: [{ number: '0001002945', name: 'Materiales del Bajío' }],
  executive: { code: 'EJ-01', name: 'Río Manantial', customers: 2 },
  requests: [],
  actions: [
    'edit',
    'access',
    'portfolio',
    'temporary_password',
    'reset',
    'deactivate',
    'end_sessions',
  ],
  mayGiveAll: true,
  ...more,
});

export const staffRequest = (index: number, more: Partial<StaffRequest> = {}): StaffRequest => ({
  id: idOf(80 + index),
  permission: 'impersonate',
  staff: { id: idOf(1), name: 'Persona 1' },
  requestedBy: 'Bruma Escollera',
  requestedAt: '2026-11-20T15:05:00Z',
  expiresAt: '2026-11-27T15:05:00Z',
  lock: null,
  mayRefuse: true,
  ...more,
});

/** The part of the stand-in that knows people of staff. */
export class StaffDesk {
  rows: Staff[] = [staffRow(1), staffRow(2, { state: 'invited', role: null, permissions: 0 })];
  detail: StaffDetail = staffDetail(1);
  requests: StaffRequest[] = [];
  activity: Activity[] = [];
  /** Numbers that are nobody's. */
  unknown: string[] = [];

  /** What is answered; undefined where the call is none of these. */
  answer(
    method: string,
    path: string,
    body: unknown,
  ): { status?: number; body?: unknown; file?: string } | undefined {
    const [, area, id, sub] = path.split('/');
    if (area === 'staff-requests') {
      if (!id) return { body: { items: this.requests } };
      this.requests = this.requests.filter((one) => one.id !== id);
      return { body: this.detail };
    }
    if (area !== 'staff') return undefined;
    if (!id)
      return method === 'POST'
        ? this.#added(body)
        : { body: { items: this.rows, nextCursor: null } };
    if (sub === 'activity') return { body: { items: this.activity, nextCursor: null } };
    if (sub === 'sessions') return method === 'GET' ? { body: { items: [] } } : { status: 204 };
    if (sub === 'temporary-password')
      return { body: { password: 'xK4mQ9tzR2', login: this.detail.logins[0], staff: this.detail } };
    if (method === 'PATCH') return this.#patch(body as Patch);
    if (sub === 'deactivation') this.#become({ state: 'inactive', actions: ['activate'] });
    if (sub === 'invitations') this.#become({ state: 'invited' });
    return { body: this.detail };
  }

  #become(change: Partial<StaffDetail>): void {
    this.detail = { ...this.detail, ...change, version: this.detail.version + 1 };
  }

  #added(body: unknown): { status: number; body: StaffDetail } {
    const { name, email } = body as { name: string; email: string };
    this.detail = staffDetail(9, { name, email, permissions: [], role: null, state: 'invited' });
    return { status: 201, body: this.detail };
  }

  #patch({ version, permissions, all, customers, executive, ...person }: Patch) {
    const problem = (status: number, more: object) => ({
      status,
      body: { status, requestId: 'req-1', ...more },
    });
    if (version !== this.detail.version)
      return problem(409, { code: 'record_changed', current: this.detail });
    const wrong = customers?.findIndex((number) => this.unknown.includes(number)) ?? -1;
    if (wrong >= 0)
      return problem(400, {
        code: 'invalid_input',
        errors: [{ path: `body.customers.${wrong}`, rule: 'unknown_reference' }],
      });
    const added = permissions?.filter((one) => !this.detail.permissions.includes(one)) ?? [];
    this.#become({
      ...person,
      ...(permissions && { permissions: permissions.filter((one) => one !== 'impersonate') }),
      ...(all !== undefined && { portfolio: { all, customers: 3 } }),
      ...(customers && {
        customers: customers.map((number) => ({ number, name: `Cliente ${number}` })),
      }),
      ...(executive !== undefined && {
        executive: executive === null ? null : { code: executive, name: null, customers: 0 },
      }),
      ...(added.includes('impersonate') && { requests: [staffRequest(1, { lock: 'own' })] }),
    });
    return { body: this.detail };
  }
}

type Patch = {
  version: number;
  permissions?: PersonPermission[];
  all?: boolean;
  customers?: string[];
  executive?: string | null;
  name?: string;
};
