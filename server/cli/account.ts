import { Option, type Command } from 'commander';
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
import type { AccountRow, Grant, Who } from '../features/access/accounts.service.ts';
import { withAdmin } from './admin.ts';
import { collect, oneOf } from './program.ts';

type Tenant = { tenant: string };
type WhoOptions = Tenant & { contact?: string; login?: string };
type GrantOptions = { profile?: string; grant?: string[] };

const opened =
  'The account stands. Nobody can sign in before an invitation or a temporary password.';

/** What can be done with the account of anybody. */
const verbs: Record<
  string,
  [description: string, act: (admin: Admin, slug: string, who: Who) => Promise<string>]
> = {
  invite: [
    'mails a link to choose a password; again to send it again',
    async (admin, slug, who) => {
      await admin.invite(slug, who);
      return 'The invitation is on its way.';
    },
  ],
  revoke: [
    'takes open invitations back',
    async (admin, slug, who) =>
      `${await admin.revokeInvitation(slug, who)} open invitations taken back.`,
  ],
  reset: [
    'mails a link to a new password',
    async (admin, slug, who) => {
      await admin.sendReset(slug, who);
      return 'The link to a new password is on its way.';
    },
  ],
  'reset-factor': [
    'removes the authenticators of somebody who lost them',
    async (admin, slug, who) => {
      await admin.resetFactor(slug, who);
      return 'The second factor is removed, and the person signed out everywhere.';
    },
  ],
  disable: [
    'switches the account off',
    async (admin, slug, who) => {
      await admin.setDisabled(slug, who, true);
      return 'The account is off, and signed out everywhere.';
    },
  ],
  enable: [
    'switches the account on',
    async (admin, slug, who) => {
      await admin.setDisabled(slug, who, false);
      return 'The account is on.';
    },
  ],
  'sign-out': [
    'ends every session',
    async (admin, slug, who) => `${await admin.endSessions(slug, who)} sessions ended.`,
  ],
};

/** `portico contact …` */
export function addContact(program: Command): void {
  const contact = program.command('contact').description("accounts of customers' contacts");
  ofTenant(contact, 'list', 'accounts and their state')
    .option('--customer <number>', "one customer's alone")
    .action(({ tenant, customer }: Tenant & { customer?: string }) =>
      told(async (admin) => table(await admin.listContacts(tenant, customer))),
    );
  withGrants(ofTenant(contact, 'create', 'a contact the ERP does not know'))
    .requiredOption('--customer <number>', 'whose contact')
    .requiredOption('--name <name>', 'of the person')
    .requiredOption('--email <mailbox>', 'of the person')
    .option('--login <login>', 'user name; again for each; the e-mail unless given', collect)
    .action(({ customer, name, email, ...options }: NewContact) =>
      told(async (admin) => {
        const made = await admin.addContact(options.tenant, { customer, name, email });
        await openAccount(admin, { ...options, contact: made });
        return `The contact is ${made}.`;
      }),
    );
  withGrants(
    ofTenant(contact, 'open', 'prepares an account; without a login its name is the e-mail'),
  )
    .requiredOption('--contact <id>', "the contact, by the ERP's id")
    .option('--login <login>', 'user name; again for each', collect)
    .action((options: Account) =>
      told(async (admin) => {
        await openAccount(admin, options);
        return opened;
      }),
    );
  withGrants(
    ofTenant(contact, 'join', 'makes the contact another membership of who signs in as --login'),
  )
    .requiredOption('--contact <id>', "the contact, by the ERP's id")
    .requiredOption('--login <login>', 'user name of the person')
    .action(({ tenant, contact: id, login, ...given }: Tenant & Membership) =>
      told(async (admin) => {
        await admin.joinContact(tenant, { contact: id, login, grants: grants(given) });
        return `The contact belongs to ${login} from here on.`;
      }),
    );
  withGrants(ofTenant(contact, 'grant', 'replaces the permissions of a contact'))
    .requiredOption('--contact <id>', "the contact, by the ERP's id")
    .action(({ tenant, contact: id, ...given }: Account) =>
      told(async (admin) => {
        await admin.openAccount(tenant, { contact: id, grants: grants(given) ?? [] });
        return 'The permissions are set: whoever is signed in has them from the next request on.';
      }),
    );
  addVerbs(contact);
}
type Account = Tenant & GrantOptions & { contact: string; login?: string[] };
type NewContact = Omit<Account, 'contact'> & { customer: string; name: string; email: string };
type Membership = GrantOptions & { contact: string; login: string };

const openAccount = (admin: Admin, { tenant, contact, login, ...given }: Account): Promise<void> =>
  admin.openAccount(tenant, { contact, logins: login, grants: grants(given) });

/** `portico staff …` */
export function addStaff(program: Command): void {
  const staff = program.command('staff').description("accounts of the company's own people");
  ofTenant(staff, 'list', 'accounts and their state').action(({ tenant }: Tenant) =>
    told(async (admin) => table(await admin.listStaff(tenant))),
  );
  ofTenant(staff, 'create', 'prepares an account')
    .requiredOption('--name <name>', 'of the person')
    .option('--email <mailbox>', 'of the person')
    .option('--login <login>', 'user name; again for each; the e-mail unless given', collect)
    .addOption(
      new Option('--profile <profile>', 'a set of permissions').choices(Object.keys(staffSets)),
    )
    .addOption(oneOf(new Option('--grant <permission>', 'a permission'), personPermissions))
    .option('--customer <number>', 'looks after this customer; again for each', collect)
    .option('--executive <code>', 'looks after those the ERP gives this executive')
    .option('--all-customers', 'looks after all')
    .action((options: NewStaff, command: Command) => {
      const { tenant, name, email, customer, allCustomers, executive } = options;
      const logins = options.login ?? (email === undefined ? [] : [email]);
      if (logins.length === 0) command.error('error: --login or --email is needed');
      return told(async (admin) => {
        await admin.createStaff(tenant, {
          name,
          email,
          logins,
          permissions: staffPermissions(options),
          customers: allCustomers ? 'all' : (customer ?? []),
          executive,
        });
        return opened;
      });
    });
  addVerbs(staff);
}
type NewStaff = Tenant & {
  name: string;
  email?: string;
  login?: string[];
  profile?: string;
  grant?: PersonPermission[];
  customer?: string[];
  executive?: string;
  allCustomers?: true;
};

const ofTenant = (parent: Command, name: string, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .requiredOption('--tenant <slug>', 'whose people they are');

const withGrants = (command: Command): Command =>
  command
    .option(
      '--profile <profile[:scope]>',
      `a set of permissions: ${Object.keys(profiles).join(', ')}`,
    )
    .option('--grant <permission[:scope]>', 'a permission; again for each', collect)
    .addHelpText(
      'after',
      `\nPermissions: ${contactPermissions.join(', ')}\nScopes: ${grantScopes.join(', ')}`,
    );

function addVerbs(parent: Command): void {
  const ofSomebody = (name: string, description: string) =>
    ofTenant(parent, name, description)
      .option('--contact <id>', "the contact, by the ERP's id")
      .option('--login <login>', 'or the person, by a user name');
  for (const [name, [description, act]] of Object.entries(verbs))
    ofSomebody(name, description).action((options: WhoOptions, command: Command) => {
      const person = who(options, command);
      return told((admin) => act(admin, options.tenant, person));
    });
  ofSomebody('temporary', 'a temporary password, shown here or mailed')
    .option('--mail', 'mails it')
    .action((options: WhoOptions & { mail?: true }, command: Command) => {
      const person = who(options, command);
      return told(async (admin) => {
        const mailed = options.mail === true;
        const password = await admin.assignTemporary(options.tenant, person, { mailed });
        return password
          ? `Temporary password: ${password}\nIt is shown this once, and opens nothing but its own change.`
          : 'The temporary password is on its way.';
      });
    });
}

const told = (work: (admin: Admin) => Promise<string>): Promise<void> =>
  withAdmin(async (admin) => {
    const text = await work(admin);
    if (text) console.log(text);
  });

function who({ contact, login }: WhoOptions, command: Command): Who {
  if (contact !== undefined) return { contact };
  if (login !== undefined) return { login };
  return command.error('error: --contact or --login is needed');
}

const grantSchema = z.tuple([z.enum(contactPermissions), z.enum(grantScopes)]);

/** `--profile purchasing[:scope]` and `--grant orders.view[:scope]`; undefined where neither is given. */
function grants({ profile: name, grant = [] }: GrantOptions): Grant[] | undefined {
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

const staffSets: Record<string, readonly PersonPermission[]> = { ...profiles, ...staffProfiles };

/** The same for staff, whose permissions have no scope: their portfolio is it. */
function staffPermissions({ profile, grant = [] }: NewStaff): PersonPermission[] {
  return [...new Set([...(profile === undefined ? [] : (staffSets[profile] ?? [])), ...grant])];
}

function table(rows: AccountRow[]): string {
  return rows
    .map((row) =>
      [
        row.contact ?? row.logins[0],
        row.name,
        row.customer,
        row.state + (row.invitedUntil ? ` until ${row.invitedUntil}` : ''),
        row.logins.join(' '),
        row.email,
        row.lastSignInAt ?? 'never',
      ]
        .map((value) => value ?? '–')
        .join('\t'),
    )
    .join('\n');
}
