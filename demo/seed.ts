import { readFile } from 'node:fs/promises';
import { limits } from '#contract/limits';
import { syncEntities, type KeyPermission, type SyncEntity } from '#contract/permissions';
import type { SyncResult } from '#contract/sync';
import type { Admin, Portal } from '../server/index.ts';
import { brands, type Brand, type DemoNewcomer } from './brands.ts';
import { demoRecords, todayIn } from './data/index.ts';
import { demoBankData } from './data/bank.ts';
import { demoConversations } from './data/conversations.ts';
import { demoDepartments } from './data/departments.ts';
import { demoCategories, demoRequests } from './data/requests.ts';
import { demoLists } from './data/lists.ts';
import { demoPapers } from './data/papers.ts';
import { demoSaid } from './data/said.ts';

/** What seeding asks of a portal. */
export type SeedTarget = Pick<Portal, 'sync'> & {
  admin: Pick<
    Admin,
    | 'findTenant'
    | 'createTenant'
    | 'setTenant'
    | 'addOrigins'
    | 'setDepartments'
    | 'addDepartment'
    | 'setMessages'
    | 'createKey'
    | 'listHostKeys'
    | 'createHostKey'
    | 'hasLogin'
    | 'createLogin'
    | 'createStaff'
    | 'joinContact'
    | 'openAccount'
    | 'invite'
    | 'assignTemporary'
    | 'addDocument'
    | 'addThread'
    | 'addBankData'
    | 'addServiceCategory'
    | 'addRequest'
    | 'addPromise'
    | 'addDispute'
    | 'addMailingLists'
  >;
};

/** How many records ended how. */
export type Counts = Partial<Record<SyncResult['status'], number>>;
export type Seeded = {
  slug: string;
  /** The ERP key of a tenant that did not exist before; nobody can read it again later. */
  key: string | null;
  /**
   * The newcomers of this start by login name, each with the temporary password, which is kept nowhere
   * else either; null where a mail shows the way.
   */
  newcomers: Record<string, string | null>;
  counts: Counts;
};

/** A site that vouches for its users, and where its keys are. */
export type VouchingHost = { origin: string; jwksUrl: string };

/** Creates the demo tenants, or brings them up to `today`; a second run on the same day changes nothing. */
export async function seedDemo(
  portal: SeedTarget,
  options: {
    /** Where the sites answer that may embed a brand's portal, its own first. */
    origins: (brand: Brand) => string[];
    /** Whose word a brand takes about who is signed in there. */
    vouching?: (brand: Brand) => VouchingHost | undefined;
    today?: (timeZone: string) => string;
  },
): Promise<Seeded[]> {
  const today = options.today ?? todayIn;
  const seeded: Seeded[] = [];
  for (const brand of brands) {
    const isNew = (await portal.admin.findTenant(brand.slug)) === null;
    const host = options.vouching?.(brand);
    const origins = [...options.origins(brand), ...(host ? [host.origin] : [])];
    await writeTenant(portal, brand, origins, isNew);
    const key = isNew ? await createErpKey(portal, brand.slug) : null;
    const records = demoRecords(brand.source, today(brand.timeZone));
    const counts: Counts = {};
    for (const entity of syncEntities) {
      const [invalid] = await applyRecords(portal, brand.slug, entity, records[entity], counts);
      // Invented data has no excuse.
      if (invalid) throw new Error(`${brand.slug}, ${entity} ${faultsOf(invalid)}`);
    }
    // After the companies, some of which have a department of their own.
    await portal.admin.setDepartments(brand.slug, brand.departments);
    for (const one of demoDepartments(brand.slug))
      await portal.admin.addDepartment(brand.slug, one);
    await shareDocuments(portal, brand, records, today(brand.timeZone));
    await createLogins(portal, brand);
    await createStaff(portal, brand);
    if (isNew) await portal.admin.addMailingLists(brand.slug, demoLists(brand.locale, records));
    await talk(portal, brand, records);
    if (isNew) await say(portal, brand, records, today(brand.timeZone));
    for (const [i, company] of records.companies.entries())
      await portal.admin.addBankData(brand.slug, company.code, demoBankData(company, i));
    // After what was said before, which nobody is mailed of.
    const [mailbox, answers] =
      brand.locale === 'pt' ? ['mensagens', 'respostas'] : ['mensajes', 'respuestas'];
    await portal.admin.setMessages(brand.slug, {
      mailbox: `${mailbox}@${brand.slug}.example`,
      domain: `${answers}.${brand.slug}.example`,
      form: 'plus',
    });
    const newcomers = await letIn(portal, brand);
    if (host) await believe(portal, brand.slug, host);
    seeded.push({ slug: brand.slug, key, newcomers, counts });
  }
  return seeded;
}

/** Documents of the customer that the first sign-in is of; those that are there stay what people made of them. */
async function shareDocuments(
  { admin }: SeedTarget,
  { slug, name, locale, logins }: Brand,
  records: ReturnType<typeof demoRecords>,
  today: string,
): Promise<void> {
  const contact = records.contacts.find(({ id }) => id === logins[0]?.contact);
  const customer = records.customers.find(({ number }) => number === contact?.customer);
  if (!customer) return;
  const orders = records.orders.filter((order) => order.customer === customer.number);
  for (const paper of demoPapers({ name, locale, customer, orders, today }))
    await admin.addDocument(slug, paper);
}

/** Conversations of the customer that an executive looks after and several people sign in of. */
async function talk(
  { admin }: SeedTarget,
  { slug, locale, logins, staff }: Brand,
  records: ReturnType<typeof demoRecords>,
): Promise<void> {
  const customers = records.contacts.flatMap(({ id, customer }) =>
    logins.some(({ contact }) => contact === id) ? customer : [],
  );
  const customer = customers.find((one, at) => customers.indexOf(one) < at) ?? customers[0];
  const contacts = logins.flatMap(({ contact }) =>
    records.contacts.some(({ id, customer: of }) => id === contact && of === customer)
      ? contact
      : [],
  );
  if (!customer || !contacts[0] || !staff[0]) return;
  const newest = (all: readonly { number: string; customer?: string | null }[]) =>
    all.findLast((one) => one.customer === customer)?.number;
  for (const thread of demoConversations({
    locale,
    now: new Date(),
    customer,
    order: newest(records.orders),
    shipment: newest(records.shipments),
    invoice: newest(records.invoices),
    contacts: [contacts[0], contacts[1] ?? contacts[0]],
    staff: staff[0].name,
  }))
    await admin.addThread(slug, thread);
  for (const [code, category] of Object.entries(demoCategories))
    await admin.addServiceCategory(slug, code, category);
  for (const request of demoRequests({
    locale,
    now: new Date(),
    order: newest(records.orders),
    invoice: newest(records.invoices),
    contacts: [contacts[0], contacts[1] ?? contacts[0]],
    staff: staff[0].name,
  }))
    await admin.addRequest(slug, request);
}

/** What customers said of what they owe: the one that the first sign-in is of, and one whose accountant signs in. */
async function say(
  { admin }: SeedTarget,
  { slug, locale, logins: [first, , accountant], staff: [executive] }: Brand,
  records: ReturnType<typeof demoRecords>,
  today: string,
): Promise<void> {
  const contacts = records.contacts.filter(
    ({ id }) => id === first?.contact || id === accountant?.contact,
  );
  for (const contact of executive ? contacts : []) {
    const said = demoSaid({
      locale: locale === 'pt' ? 'pt' : 'es',
      today,
      now: new Date(),
      contact,
      staff: executive!.name,
      ledger: records['open-items'],
    });
    for (const promise of said.promises) await admin.addPromise(slug, promise);
    for (const dispute of said.disputes) await admin.addDispute(slug, dispute);
  }
}

/** Sites that were let in besides, texts and whatever else was set since stay. */
export async function writeTenant(
  { admin }: Pick<SeedTarget, 'admin'>,
  brand: Brand,
  origins: string[],
  isNew: boolean,
): Promise<void> {
  const { slug, name, locale, formats, timeZone, mailFrom, passwordPolicy, resetBy, terms } = brand;
  const theme: unknown = JSON.parse(
    await readFile(new URL(`../themes/${brand.theme}.json`, import.meta.url), 'utf8'),
  );
  const settings = {
    name,
    locale,
    formats,
    timeZone,
    page: `${origins[0]}${brand.site.places.orders}`,
    theme,
    manuals: Object.fromEntries(
      (['es', 'pt', 'en'] as const).map((one) => [one, `${origins[0]}${brand.manual}?lang=${one}`]),
    ),
    terms: { version: terms.version, urls: { [locale]: `${origins[0]}${terms.page}` } },
    ...(mailFrom && { mailFrom }),
    ...(passwordPolicy && { passwordPolicy }),
    ...(resetBy && { resetBy }),
  };
  if (isNew) return void (await admin.createTenant({ slug, origins, ...settings }));
  await admin.addOrigins(slug, origins);
  await admin.setTenant(slug, settings);
}

/**
 * Creates the sign-ins that are missing: a start that was broken off may have left a tenant without
 * them, and writing one anew would end its sessions.
 */
async function createLogins(
  { admin }: Pick<SeedTarget, 'admin'>,
  { slug, logins: people, password }: Pick<Brand, 'slug' | 'logins' | 'password'>,
): Promise<void> {
  for (const { contact, logins, grants, also = [] } of people) {
    const known = await Promise.all(logins.map((name) => admin.hasLogin(slug, name)));
    if (!known.includes(false)) continue;
    await admin.createLogin(slug, { contact, logins, password, grants });
    for (const other of also)
      await admin.joinContact(slug, { contact: other, login: logins[0] ?? '', grants });
  }
}

/** Creates the people of the company that are missing. */
async function createStaff(
  { admin }: Pick<SeedTarget, 'admin'>,
  { slug, staff, password }: Pick<Brand, 'slug' | 'staff' | 'password'>,
): Promise<void> {
  for (const { shows: _, ...person } of staff)
    if (!(await admin.hasLogin(slug, person.logins[0] ?? '')))
      await admin.createStaff(slug, {
        ...person,
        password,
        customers: person.executive ? [] : 'all',
      });
}

/** Shows those who are not known yet their way in, once: a second start finds them, and mails nothing. */
async function letIn(
  { admin }: SeedTarget,
  { slug, newcomers }: Pick<Brand, 'slug' | 'newcomers'>,
): Promise<Seeded['newcomers']> {
  const found: Seeded['newcomers'] = {};
  const ways: Record<DemoNewcomer['by'], (contact: string) => Promise<string | null | void>> = {
    invitation: (contact) => admin.invite(slug, { contact }),
    'welcome mail': (contact) => admin.assignTemporary(slug, { contact }, { mailed: true }),
    'temporary password': (contact) => admin.assignTemporary(slug, { contact }, { mailed: false }),
  };
  for (const { by, contact, logins, grants } of newcomers) {
    const [login = ''] = logins;
    if (await admin.hasLogin(slug, login)) continue;
    await admin.openAccount(slug, { contact, logins, grants });
    found[login] = (await ways[by](contact)) ?? null;
  }
  return found;
}

export async function believe(
  { admin }: Pick<SeedTarget, 'admin'>,
  slug: string,
  { origin: issuer, jwksUrl }: VouchingHost,
): Promise<void> {
  const known = await admin.listHostKeys(slug);
  if (known.some((key) => key.issuer === issuer && !key.revoked_at)) return;
  await admin.createHostKey(slug, { issuer, jwksUrl });
}

/** A key as an ERP gets it: it may send every entity and what came back of mails, and read nothing. */
export function createErpKey(portal: SeedTarget, slug: string): Promise<string> {
  const permissions = [
    ...syncEntities.map((entity): KeyPermission => `sync.${entity}`),
    'mail.bounces' as const,
  ];
  return portal.admin.createKey(slug, { name: 'ERP', permissions });
}

/** Sends records in batches, counts the results and answers with the ones that were refused. */
export async function applyRecords(
  portal: Pick<SeedTarget, 'sync'>,
  slug: string,
  entity: SyncEntity,
  records: readonly unknown[],
  counts: Counts,
): Promise<SyncResult[]> {
  const invalid: SyncResult[] = [];
  for (let start = 0; start < records.length; start += limits.batchRecords) {
    const batch = records.slice(start, start + limits.batchRecords);
    const { results } = await portal.sync(slug, entity, batch);
    for (const result of results) {
      counts[result.status] = (counts[result.status] ?? 0) + 1;
      if (result.status === 'invalid') invalid.push(result);
    }
  }
  return invalid;
}

/** What is wrong with a refused record, in one line. */
export function faultsOf({ key, errors = [] }: SyncResult): string {
  return `${key ?? '?'}: ${errors.map(({ path, rule }) => `${path} ${rule}`).join(', ')}`;
}
