import { z } from 'zod';
import {
  contactPermissions,
  grantScopes,
  personPermissions,
  profiles,
  staffProfiles,
  type ContactPermission,
  type PersonPermission,
} from '#contract/permissions';
import type { Admin } from '../admin.ts';
import type { Options } from '../cli.ts';
import type { AccountRow, Grant, Who } from '../features/access/accounts.service.ts';
import { need, withAdmin } from './admin.ts';

type Verb = (admin: Admin, slug: string, options: Options) => Promise<string | void>;

/** What can be done with the account of anybody. */
const verbs: Record<string, Verb> = {
  invite: async (admin, slug, options) => {
    await admin.invite(slug, who(options));
    return 'The invitation is on its way.';
  },
  revoke: async (admin, slug, options) =>
    `${await admin.revokeInvitation(slug, who(options))} open invitations taken back.`,
  temporary: async (admin, slug, options) => {
    const mailed = options.mail === true;
    const password = await admin.assignTemporary(slug, who(options), { mailed });
    return password
      ? `Temporary password: ${password}\nIt is shown this once, and opens nothing but its own change.`
      : 'The temporary password is on its way.';
  },
  reset: async (admin, slug, options) => {
    await admin.sendReset(slug, who(options));
    return 'The link to a new password is on its way.';
  },
  disable: async (admin, slug, options) => {
    await admin.setDisabled(slug, who(options), true);
    return 'The account is off, and signed out everywhere.';
  },
  enable: async (admin, slug, options) => {
    await admin.setDisabled(slug, who(options), false);
    return 'The account is on.';
  },
  'sign-out': async (admin, slug, options) =>
    `${await admin.endSessions(slug, who(options))} sessions ended.`,
};

const contactVerbs: Record<string, Verb> = {
  ...verbs,
  list: async (admin, slug, options) =>
    print(await admin.listContacts(slug, options.customer?.[0])),
  create: async (admin, slug, options) => {
    const contact = await admin.addContact(slug, {
      customer: need(options.customer?.[0], 'customer'),
      name: need(options.name, 'name'),
      email: need(options.email, 'email'),
    });
    await admin.openAccount(slug, { contact, logins: options.login, grants: grants(options) });
    return `The contact is ${contact}.`;
  },
  open: async (admin, slug, options) => {
    const contact = need(options.contact, 'contact');
    await admin.openAccount(slug, { contact, logins: options.login, grants: grants(options) });
    return 'The account stands. Nobody can sign in before an invitation or a temporary password.';
  },
  join: async (admin, slug, options) => {
    const contact = need(options.contact, 'contact');
    const login = need(options.login?.[0], 'login');
    await admin.joinContact(slug, { contact, login, grants: grants(options) });
    return `The contact belongs to ${login} from here on.`;
  },
  grant: async (admin, slug, options) => {
    const contact = need(options.contact, 'contact');
    await admin.openAccount(slug, { contact, grants: grants(options) ?? [] });
    return 'The permissions are set, and the person is signed out everywhere.';
  },
};

const staffVerbs: Record<string, Verb> = {
  ...verbs,
  list: async (admin, slug) => print(await admin.listStaff(slug)),
  create: async (admin, slug, options) => {
    await admin.createStaff(slug, {
      name: need(options.name, 'name'),
      logins: options.login ?? [need(options.email, 'login')],
      email: options.email,
      permissions: staffPermissions(options),
      customers: options['all-customers'] ? 'all' : (options.customer ?? []),
      executive: options.executive,
    });
    return 'The account stands. Nobody can sign in before an invitation or a temporary password.';
  },
};

/** `portico contact …` */
export const contactCommand = (words: string[], options: Options): Promise<void> =>
  run('contact', contactVerbs, words, options);

/** `portico staff …` */
export const staffCommand = (words: string[], options: Options): Promise<void> =>
  run('staff', staffVerbs, words, options);

async function run(
  name: string,
  known: Record<string, Verb>,
  [word = '']: string[],
  options: Options,
): Promise<void> {
  const verb = Object.hasOwn(known, word) ? known[word] : undefined;
  if (!verb) throw new Error(`portico ${name} ${Object.keys(known).join(' | ')}`);
  const slug = need(options.tenant, 'tenant');
  await withAdmin(async (admin) => {
    const told = await verb(admin, slug, options);
    if (told) console.log(told);
  });
}

function who({ contact, login }: Options): Who {
  if (contact) return { contact };
  return { login: need(login?.[0], 'contact or --login') };
}

const grantSchema = z.tuple([z.enum(contactPermissions), z.enum(grantScopes)]);

/** `--profile purchasing[:scope]` and `--grant orders.view[:scope]`; undefined where neither is given. */
function grants({ profile: name, grant = [] }: Options): Grant[] | undefined {
  if (name === undefined && grant.length === 0) return undefined;
  const found = new Map<ContactPermission, Grant>();
  const add = (permission: string, scope = 'customer') => {
    const parsed = grantSchema.safeParse([permission, scope]);
    if (!parsed.success)
      throw new Error(
        `--grant PERMISSION[:SCOPE] with ${contactPermissions.join(', ')} and ${grantScopes.join(', ')}`,
      );
    found.set(parsed.data[0], { permission: parsed.data[0], scope: parsed.data[1] });
  };
  if (name !== undefined) {
    const [profile = '', scope] = name.split(':');
    if (!Object.hasOwn(profiles, profile))
      throw new Error(`--profile ${Object.keys(profiles).join(' | ')}, with :SCOPE behind it`);
    for (const permission of profiles[profile as keyof typeof profiles]) add(permission, scope);
  }
  for (const text of grant) {
    const [permission = '', scope] = text.split(':');
    add(permission, scope);
  }
  return [...found.values()];
}

/** The same for staff, whose permissions have no scope: their portfolio is it. */
function staffPermissions({ profile, grant = [] }: Options): PersonPermission[] {
  const sets: Record<string, readonly PersonPermission[]> = { ...profiles, ...staffProfiles };
  if (profile !== undefined && !Object.hasOwn(sets, profile))
    throw new Error(`--profile ${Object.keys(sets).join(' | ')}`);
  const given = grant.map((name) => {
    const permission = personPermissions.find((one) => one === name);
    if (!permission) throw new Error(`--grant PERMISSION with ${personPermissions.join(', ')}`);
    return permission;
  });
  return [...new Set([...(profile === undefined ? [] : sets[profile]!), ...given])];
}

function print(rows: AccountRow[]): void {
  for (const row of rows) {
    const columns = [
      row.contact ?? row.logins[0],
      row.name,
      row.customer,
      row.state + (row.invitedUntil ? ` until ${row.invitedUntil}` : ''),
      row.logins.join(' '),
      row.email,
      row.lastSignInAt ?? 'never',
    ];
    console.log(columns.map((value) => value ?? '–').join('\t'));
  }
}
