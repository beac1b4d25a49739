import type { OwnSession } from '#contract/account';
import type {
  Activity,
  Contact,
  ContactDetail,
  ContactImportRow,
  Grant,
  GrantAddress,
  PermissionProfile,
} from '#contract/contacts';
import { contactPermissions, profiles, type ContactPermission } from '#contract/permissions';
import type { Session } from '#contract/portal';
import { sectionsOpenTo } from '#contract/sections';

const idOf = (index: number): string =>
  `00000000-0000-4000-b000-${String(index).padStart(12, '0')}`;

/** Staff that gives contacts access. */
export const administrator: Session = {
  kind: 'staff',
  person: { name: 'Nilo Cantera', login: 'nilo.cantera' },
  customer: null,
  customers: [],
  termsAccepted: true,
  permissions: ['access.manage', 'contacts.view'],
  access: 'full',
  lastSignInAt: null,
  expiresAt: '2027-01-01T00:00:00Z',
  life: { idle: 1_800, left: 43_200 },
};

export const grant = (permission: ContactPermission, more: Partial<Grant> = {}): Grant => ({
  permission,
  scope: 'customer',
  companies: [],
  addresses: [],
  expiresOn: null,
  ...more,
});

export const address = (index: number, more: Partial<GrantAddress> = {}): GrantAddress => ({
  id: idOf(200 + index),
  code: `D0${index}`,
  name: `Bodega ${index}`,
  place: 'Av. Uno 1, Monterrey',
  customer: { number: '1002945', name: 'Ferretería del Centro' },
  gone: false,
  ...more,
});

export const contactRow = (index: number, more: Partial<Contact> = {}): Contact => ({
  id: idOf(index),
  name: `Compras ${index}`,
  role: 'Compras',
  email: `compras${index}@cliente.example`,
  customer: { number: '1002945', name: 'Materiales del Bajío, S.A. de C.V.' },
  state: 'active',
  inactiveBy: null,
  invitedUntil: null,
  profile: { id: 'purchasing', name: null },
  lastSignInAt: '2026-11-20T15:05:00Z',
  ...more,
});

export const contactDetail = (index: number, more: Partial<ContactDetail> = {}): ContactDetail => ({
  ...contactRow(index),
  version: 3,
  phone: null,
  ofErp: true,
  locale: null,
  logins: [`compras${index}`],
  grants: profiles.purchasing.map((permission) => grant(permission)),
  grantable: contactPermissions.map((permission) => ({
    permission,
    may: true,
    lock: null,
    scope: 'hierarchy',
    companies: [],
    addresses: [],
    until: null,
  })),
  actions: ['access', 'temporary_password', 'reset', 'deactivate', 'end_sessions'],
  otherCustomers: [],
  joinable: null,
  companies: [
    { code: 'SM01', name: 'Aqua Centro' },
    { code: 'SM02', name: 'Aqua Norte' },
  ],
  addresses: [],
  ...more,
});

const starter = (id: keyof typeof profiles): PermissionProfile => ({
  id,
  name: null,
  own: false,
  version: 1,
  grants: profiles[id].map((permission) => ({ permission, scope: 'customer' })),
  timeBoxed: id === 'external_accountant',
});

export const contactImportRow = (
  row: number,
  more: Partial<ContactImportRow> = {},
): ContactImportRow => ({
  row,
  name: `Persona ${row}`,
  mailbox: `persona${row}@cliente.example`,
  customer: '1002945',
  customerName: 'Materiales del Bajío, S.A. de C.V.',
  profile: 'Compras',
  profileFound: { id: 'purchasing', name: null },
  change: 'new',
  error: null,
  contact: null,
  ...more,
});

/** The part of the stand-in that knows contacts and their access. */
export class ContactsDesk {
  rows: Contact[] = [
    contactRow(1),
    contactRow(2, { state: 'none', profile: null, lastSignInAt: null }),
    contactRow(3, { state: 'invited', profile: null, lastSignInAt: null }),
  ];
  detail: ContactDetail = contactDetail(1);
  profiles: PermissionProfile[] = [
    starter('full'),
    starter('purchasing'),
    starter('external_accountant'),
    {
      id: idOf(90),
      name: 'Solo tinacos',
      own: true,
      users: 2,
      version: 1,
      grants: [{ permission: 'stock.view', scope: 'customer' }],
      timeBoxed: false,
    },
  ];
  sessions: OwnSession[] = [1, 2].map((index) => ({
    id: idOf(50 + index),
    current: false,
    createdAt: '2026-11-19T15:05:00Z',
    seenAt: '2026-11-21T18:20:00Z',
    origin: 'https://www.aqua.example',
    browser: index === 1 ? 'Firefox' : 'Chrome',
    system: 'Windows',
  }));
  activity: Activity[] = [];
  imported: ContactImportRow[] = [];
  /** Ship-to addresses to choose from, and whether there are more than are sent at a time. */
  addresses: GrantAddress[] = [];
  moreAddresses = false;
  /** Sections whose figures the preview leaves out. */
  withheld: string[] = [];

  /** What is answered; undefined where the call is none of these. */
  answer(
    method: string,
    path: string,
    body: unknown,
  ): { status?: number; body?: unknown; file?: string } | undefined {
    const [, area, id, sub, part] = path.split('/');
    if (area === 'permission-profiles') return this.#profile(method, id, body);
    if (area === 'access-previews') return { body: this.#preview(body as { grants: Grant[] }) };
    if (area === 'contact-imports') return this.#import(sub, body);
    if (area !== 'contacts') return undefined;
    if (!id)
      return method === 'POST'
        ? { status: 201, body: this.#added(body as Partial<ContactDetail>) }
        : { body: { items: this.rows, nextCursor: null } };
    if (sub === 'activity') return { body: { items: this.activity, nextCursor: null } };
    if (sub === 'sessions' && method === 'GET') return { body: { items: this.sessions } };
    if (sub === 'sessions') {
      this.sessions = this.sessions.filter((one) => part !== undefined && one.id !== part);
      return { status: 204 };
    }
    if (sub === 'addresses')
      return { body: { items: this.addresses, nextCursor: this.moreAddresses ? 'more' : null } };
    if (sub === 'access') return this.#access(body as { version: number; grants: Grant[] });
    if (sub === 'temporary-password') {
      const { mailed } = body as { mailed: boolean };
      this.#become({ state: 'temporary' });
      const password = mailed ? null : 'xK4mQ9tzR2';
      return { body: { password, login: this.detail.logins[0], contact: this.detail } };
    }
    if (method === 'GET') return { body: this.detail };
    if (method === 'PATCH') this.#become(body as Partial<ContactDetail>);
    else this.#become(outcomes[`${method} ${sub}`] ?? {});
    return { body: this.detail };
  }

  #profile(method: string, id: string | undefined, body: unknown) {
    if (method === 'GET') return { body: { items: this.profiles } };
    this.profiles = this.profiles.filter((one) => one.id !== id);
    if (method === 'DELETE') return { status: 204 };
    const { name, grants } = body as PermissionProfile;
    const saved = { id: id ?? idOf(91), name, grants, own: true, version: 2, timeBoxed: false };
    this.profiles = [...this.profiles, saved];
    return { status: method === 'POST' ? 201 : 200, body: saved };
  }

  #become(change: Partial<ContactDetail>): void {
    this.detail = { ...this.detail, ...change, version: this.detail.version + 1 };
  }

  #access({ version, grants }: { version: number; grants: Grant[] }) {
    if (version !== this.detail.version)
      return {
        status: 409,
        body: {
          status: 409,
          code: 'record_changed',
          requestId: 'req-1',
          current: this.detail,
        },
      };
    this.#become({ grants: grants.map((one) => ({ ...grant(one.permission), ...one })) });
    return { body: this.detail };
  }

  #added(body: Partial<ContactDetail>): ContactDetail {
    const { name = '', email = null, grants = [] } = body;
    this.detail = contactDetail(9, {
      name,
      email,
      grants: grants.map((one) => ({ ...grant(one.permission), ...one })),
      ofErp: false,
      state: 'invited',
    });
    return this.detail;
  }

  #preview({ grants }: { grants: Grant[] }) {
    const held = grants.map(({ permission }) => permission as string);
    const sections = sectionsOpenTo((permission) => held.includes(permission)).map((section) => ({
      section,
      count: null,
      more: false,
      overdue: null,
      run: null,
      asOf: null,
    }));
    return {
      home: { sections, executive: null },
      withheld: this.withheld,
      permissions: held,
      difference: { gained: [], lost: [], changed: [] },
    };
  }

  #import(sub: string | undefined, body: unknown) {
    if (sub === 'application') {
      const sound = this.imported.filter(({ error }) => error === null);
      const { invite } = body as { invite: boolean };
      this.imported = this.imported.map((row) =>
        row.error ? row : { ...row, contact: idOf(row.row) },
      );
      return {
        body: {
          created: sound.filter(({ change }) => change === 'new').length,
          opened: sound.length,
          invited: invite ? sound.length : 0,
          failed: this.imported.length - sound.length,
          rows: this.imported,
        },
      };
    }
    if (sub === 'corrections') {
      const typed = (body as { rows: ContactImportRow[] }).rows;
      this.imported = this.imported.map((row) => {
        const anew = typed.find((one) => one.row === row.row);
        const error = anew?.mailbox.includes('@') ? null : row.error;
        return anew ? { ...row, ...anew, error, change: error ? null : 'new' } : row;
      });
    }
    return { status: 201, body: { id: idOf(70), rows: this.imported, choice: null } };
  }
}

/** What each call makes of a contact. */
const outcomes: Record<string, Partial<ContactDetail>> = {
  'POST invitations': {
    state: 'invited',
    actions: ['access', 'invite', 'revoke_invitation', 'deactivate'],
  },
  'DELETE invitations': { state: 'none', actions: ['access', 'invite', 'deactivate'] },
  'POST membership': { state: 'active', joinable: null, actions: ['access', 'deactivate'] },
  'POST deactivation': { state: 'inactive', inactiveBy: 'portal', actions: ['access', 'activate'] },
  'POST activation': { state: 'active', inactiveBy: null, actions: ['access', 'deactivate'] },
};
