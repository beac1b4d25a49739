// What a customer's person never sees, rule by rule, and how each is broken on purpose: `test/faults/confidential.ts` breaks
// them one after the other.

/** What is broken: in a field of an answer or record, in the rows that come, or in the way to them. */
export type Mutant = {
  rule: string;
  level: 'field' | 'row' | 'route';
  file: string;
  find: string;
  replace: string;
  /** The test file that holds it, and the tests in it. */
  tests: readonly [file: string, pattern: string];
};

const seen = 'test/server/never-seen.test.ts';
const costs = [seen, '^1 costs and 2 margins '] as const;
const rows = [seen, '^3 quotes, 4 files and 5 data of other customers are in no list'] as const;
const byId = (path: string) =>
  [seen, `^3 quotes, 4 files and 5 data of other customers ${path} with an id`] as const;
const closed = [seen, '^6 settings of the system and 7 reports of the company '] as const;
const remarks = [seen, '^8 what people of the company say to each other '] as const;

/** What leaves by the exits that are no question: mails, summaries, other systems, archives. */
const notes = 'test/server/internal-notes.test.ts';

const rules = {
  costs: '1 costs',
  margins: '2 margins',
  quotes: "3 other customers' quotes",
  files: "4 other customers' files",
  others: "5 other customers' data",
  settings: '6 settings of the system',
  reports: '7 reports of the company',
  internal: '8 internal messages',
};

export const mutants: readonly Mutant[] = [
  {
    rule: rules.costs,
    level: 'field',
    file: 'server/contract/sync/orders.ts',
    find: 'purchaseOrder: reference,',
    replace: 'purchaseOrder: reference, cost: optional(p.money),',
    tests: costs,
  },
  {
    rule: rules.costs,
    level: 'row',
    file: 'server/db/migrations/0147_payments_on_account.sql',
    find: 'alter table payment_accounts add',
    replace:
      'alter table orders add column purchase_price numeric;\nalter table payment_accounts add',
    tests: costs,
  },
  {
    rule: rules.costs,
    level: 'route',
    file: 'server/contract/orders.ts',
    find: 'captureNumber: z.string().nullable(),\n  date,',
    replace:
      'captureNumber: z.string().nullable(),\n  purchasePrice: z.string().optional(),\n  date,',
    tests: costs,
  },
  {
    rule: rules.margins,
    level: 'field',
    file: 'server/contract/sync/quotes.ts',
    find: 'customer: p.identifier,',
    replace: 'customer: p.identifier, margin: optional(p.money),',
    tests: costs,
  },
  {
    rule: rules.margins,
    level: 'row',
    file: 'server/http/shape.ts',
    find: 'return Buffer.from(JSON.stringify(schema.parse(answer)));',
    replace: 'return Buffer.from(JSON.stringify(answer));',
    tests: costs,
  },
  {
    rule: rules.margins,
    level: 'route',
    file: 'server/contract/prices.ts',
    find: 'groups: z.array(z.string()),',
    replace: 'groups: z.array(z.string()), margin: z.string().optional(),',
    tests: costs,
  },
  {
    rule: rules.quotes,
    level: 'field',
    file: 'server/features/quotes/quotes.queries.ts',
    find: 'return rows.filter((row) => reaches(reach, row));',
    replace: 'return rows.filter(() => reaches === reaches && reach);',
    tests: ['test/server/quotes.test.ts', '^a quote '],
  },
  {
    rule: rules.quotes,
    level: 'row',
    file: 'server/features/quotes/quotes.service.ts',
    find: '    quoteReach(caller),\n',
    replace: `    { ...quoteReach(caller), customerIds: 'all' },\n`,
    tests: rows,
  },
  {
    rule: rules.quotes,
    level: 'route',
    file: 'server/features/quotes/quotes.service.ts',
    find: 'await findQuote(db, quoteReach(caller), id);',
    replace: `await findQuote(db, { ...quoteReach(caller), customerIds: 'all' }, id);`,
    tests: byId('GET /quotes/:id'),
  },
  {
    rule: rules.files,
    level: 'field',
    file: 'server/features/orders/orders.queries.ts',
    find: `withinCustomers(query, 'v.customer_id', reach, 'v.company_id'))`,
    replace: `withinCustomers(query, 'v.customer_id', { ...reach, customerIds: 'all' }, 'v.company_id'))`,
    tests: ['test/server/orders.test.ts', ''],
  },
  {
    rule: rules.files,
    level: 'row',
    file: 'server/features/shipments/shipments.service.ts',
    find: 'shipmentRecords.page(db, reachOf(caller, view), asked',
    replace: `shipmentRecords.page(db, { ...reachOf(caller, view), customerIds: 'all' }, asked`,
    tests: rows,
  },
  {
    rule: rules.files,
    level: 'row',
    file: 'server/features/documents/documents.service.ts',
    find: 'documentRecords.page(db, viewReach(caller), asked, toDocument)',
    replace: `documentRecords.page(db, { ...viewReach(caller), customerIds: 'all' }, asked, toDocument)`,
    tests: rows,
  },
  {
    rule: rules.files,
    level: 'route',
    file: 'server/features/documents/documents.files.ts',
    find: 'documentRecords.find(db, viewReach(caller), version.documentId)',
    replace: `documentRecords.find(db, { ...viewReach(caller), customerIds: 'all' }, version.documentId)`,
    tests: byId('GET /document-versions/:id/content'),
  },
  {
    rule: rules.files,
    level: 'route',
    file: 'server/features/fiscal/fiscal.queries.ts',
    find: `withinCustomers(one, 'f.customer_id', { customerIds });`,
    replace: `withinCustomers(one, 'f.customer_id', { customerIds: customerIds.length ? 'all' : [] });`,
    tests: byId('GET /fiscal-files/:id/xml'),
  },
  {
    rule: rules.files,
    level: 'route',
    file: 'server/features/shipments/sharing/shares.service.ts',
    find: 'if (!found || !reaches({ customerIds: [customer] }, found)) return null;',
    replace: `if (!found || !reaches({ customerIds: 'all' }, { ...found, customerId: customer })) return null;`,
    tests: ['test/server/shipment-sharing.test.ts', ''],
  },
  {
    rule: rules.others,
    level: 'field',
    file: 'server/features/documents/documents.service.ts',
    find: `views: caller.kind === 'staff' ? await viewsOf(db, id) : null,`,
    replace: 'views: await viewsOf(db, id),',
    tests: ['test/server/documents.test.ts', '^a document says to staff who took it along'],
  },
  {
    rule: rules.others,
    level: 'row',
    file: 'server/features/search/search.queries.ts',
    find: `...(customerIds === 'all' ? [] : ['r.customer_id = w.id']),`,
    replace: `...(customerIds === 'all' ? [] : ['w.id = w.id']),`,
    tests: rows,
  },
  {
    rule: rules.others,
    level: 'row',
    file: 'server/features/access/contacts/contacts.service.ts',
    find: `contactRecords.page(db, reachOfContacts(caller, 'view'), asked`,
    replace: `contactRecords.page(db, { ...reachOfContacts(caller, 'view'), customerIds: 'all' }, asked`,
    tests: rows,
  },
  {
    rule: rules.others,
    level: 'route',
    file: 'server/http/caller.ts',
    find: 'if (customerIds.length === 1) query.where(column, customerIds[0]!);',
    replace: 'if (customerIds.length === 1) query.whereNotNull(column);',
    tests: byId('GET /(orders|invoices|contacts|shipments|threads)/:id'),
  },
  {
    rule: rules.settings,
    level: 'field',
    file: 'server/contract/portal.ts',
    find: 'slug: z.string(),',
    replace: `slug: z.string(), smtpPassword: z.string().default('x'),`,
    tests: closed,
  },
  {
    rule: rules.settings,
    level: 'row',
    file: 'server/http/caller.ts',
    find: `if (isStaffPermission(permission)) return kind === 'staff';`,
    replace: `if (isStaffPermission(permission)) return kind === 'staff' || kind === 'contact';`,
    tests: closed,
  },
  {
    rule: rules.settings,
    level: 'route',
    file: 'server/contract/settings.ts',
    find: `const manage = { permission: 'settings.manage' } as const;`,
    replace: `const manage = { permission: 'signed-in' } as const;`,
    tests: closed,
  },
  {
    rule: rules.reports,
    level: 'field',
    file: 'server/contract/sections.ts',
    find: `'mass-send': ['statement.mass_send', 'mailing_list.manage'],`,
    replace: `'mass-send': ['statement.mass_send', 'mailing_list.manage', 'statement.view'],`,
    tests: closed,
  },
  {
    rule: rules.reports,
    level: 'row',
    file: 'server/features/statement/statement.queries.ts',
    find: `withinCustomers(inner, 'k.id', { customerIds: reach.customerIds })`,
    replace: `withinCustomers(inner, 'k.id', { customerIds: reach.customerIds && 'all' })`,
    tests: rows,
  },
  {
    rule: rules.reports,
    level: 'route',
    file: 'server/contract/portfolio.ts',
    find: `const view = { permission: 'portfolio.view' } as const;`,
    replace: `const view = { permission: 'statement.view' } as const;`,
    tests: closed,
  },
  {
    rule: rules.internal,
    level: 'field',
    file: 'server/contract/messages.ts',
    find: 'awaited: z.boolean(),',
    replace: 'awaited: z.boolean(), note: z.string().optional(),',
    tests: remarks,
  },
  {
    rule: rules.internal,
    level: 'field',
    file: 'server/features/messages/threads.service.ts',
    find: `assigned: caller.kind === 'staff' ? standing.assigned : null,`,
    replace: 'assigned: standing.assigned,',
    tests: ['test/server/messages.test.ts', '^a conversation '],
  },
  {
    rule: rules.internal,
    level: 'row',
    file: 'server/records/audience.ts',
    find: `if (caller.kind === 'staff') await openInternal(db);`,
    replace: `if (caller.kind !== 'public') await openInternal(db);`,
    tests: remarks,
  },
  {
    rule: rules.internal,
    level: 'row',
    file: 'server/features/messages/post.ts',
    find: `last_number = case when r.visible then r.number else t.last_number end,`,
    replace: `last_number = r.number,`,
    tests: ['test/server/messages.test.ts', '^a note between people'],
  },
  {
    rule: rules.internal,
    level: 'row',
    file: 'server/features/notifications/people.ts',
    find: `visibility === 'customer' ? (typesByEvent[kind] ?? null) : null;`,
    replace: `visibility ? (typesByEvent[kind] ?? null) : null;`,
    tests: [notes, ''],
  },
  {
    rule: rules.internal,
    level: 'row',
    file: 'server/features/messages/post.ts',
    find: `heard.filter(({ visibility }) => visibility === 'customer')`,
    replace: `heard.filter(({ visibility }) => Boolean(visibility))`,
    tests: [notes, ''],
  },
  {
    rule: rules.internal,
    level: 'route',
    file: 'server/features/webhooks/deliveries.ts',
    find: `visibility === 'customer' && (webhookKinds`,
    replace: `Boolean(visibility) && (webhookKinds`,
    tests: [notes, ''],
  },
  {
    rule: rules.internal,
    level: 'route',
    file: 'server/features/documents/documents.files.ts',
    find: `    await openFor(db, caller);\n    const found = await versionsOf`,
    replace: `    await db.raw("select set_config('app.audience', 'company', true)");\n    const found = await versionsOf`,
    tests: [notes, ''],
  },
  {
    rule: rules.internal,
    level: 'route',
    file: 'server/features/messages/messages.service.ts',
    find: `  await openFor(db, caller);\n  const [file] = await db('message_files as x')`,
    replace: `  await db.raw("select set_config('app.audience', 'company', true)");\n  const [file] = await db('message_files as x')`,
    tests: ['test/server/messages.test.ts', '^a note between people'],
  },
];
