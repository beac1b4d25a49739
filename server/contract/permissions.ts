/**
 * The names of what a caller may do. A contact is granted them with a scope, a staff user by role,
 * an API key as its scopes. Plain constants: this file may travel to the browser.
 */
export const contactPermissions = [
  'orders.view',
  'orders.amounts',
  'orders.export',
  'invoices.view',
  'invoices.export',
  'invoices.pdf',
  'invoices.xml',
  'invoices.bulk',
  'shipments.view',
  'shipments.map',
  'shipments.export',
  'stock.view',
  'stock.exact',
  'prices.view',
  'prices.export',
  'orders.create',
  'orders.change_request',
  'quotes.view',
  'quotes.request',
  'quotes.decide',
  'orders.approve',
  'statement.view',
  'statement.export',
  'credit.view',
  'payments.view',
  'payments.pay',
  'disputes.create',
  'documents.view',
  'documents.upload',
  'messages.view',
  'messages.send',
  'service.view',
  'service.create',
  'contracts.view',
  'contacts.view',
  'contacts.manage',
] as const;

/** What staff may be allowed besides. */
export const staffPermissions = [
  'portfolio.view',
  'statement.mass_send',
  'mailing_list.manage',
  'access.manage',
  'audit.view',
  'settings.manage',
  'keys.manage',
  'branding.manage',
  'documents.manage',
  'messages.manage',
  'service.manage',
  'quotes.manage',
  /** To answer what customers ask to be changed of their orders. */
  'orders.manage',
  /** To take over fiscal files, and to say which invoices they are of. */
  'invoices.manage',
  'payments.review',
  'payments.refund',
  /** To look at the portal as a contact sees it. Nothing else implies it. */
  'impersonate',
] as const;

/**
 * What one person of staff cannot give another alone: a second one has to confirm it within so many days. The one
 * place that says which.
 */
export const twoPersonPermissions: readonly StaffPermission[] = ['impersonate', 'keys.manage'];
export const confirmationDays = 7;

export const syncEntities = [
  'companies',
  'executives',
  'customers',
  'addresses',
  'contacts',
  'materials',
  'customer-materials',
  'plants',
  'stock-readings',
  'price-lists',
  'price-items',
  'status-map',
  'orders',
  'quotes',
  'invoices',
  'open-items',
  'payment-slips',
  'fiscal-files',
  'locations',
  'shipments',
  'shipment-events',
  'positions',
  'contracts',
  'documents',
] as const;

export type SyncEntity = (typeof syncEntities)[number];
export type ContactPermission = (typeof contactPermissions)[number];
export type StaffPermission = (typeof staffPermissions)[number];
/** What a person may be allowed. */
export type PersonPermission = ContactPermission | StaffPermission;
export const personPermissions: readonly PersonPermission[] = [
  ...contactPermissions,
  ...staffPermissions,
];
/** What a key may do besides handing records over. */
export const keyTasks = ['mail.bounces', 'mail.inbound', 'erp.tasks'] as const;
export type KeyPermission = `sync.${SyncEntity}` | (typeof keyTasks)[number];
export type Permission = PersonPermission | KeyPermission;
export const isStaffPermission = (name: string): name is StaffPermission =>
  (staffPermissions as readonly string[]).includes(name);
export const isKeyPermission = (name: string): name is KeyPermission =>
  (keyTasks as readonly string[]).includes(name) || name.startsWith('sync.');
/** What an endpoint asks for: a permission, a person in person, whoever is signed in, or nothing. */
export type EndpointPermission = Permission | 'person' | 'signed-in' | 'public';

/** How far a granted permission reaches: the contact's own documents, the customer, or its subsidiaries too. */
export const grantScopes = ['own', 'customer', 'hierarchy'] as const;
export type GrantScope = (typeof grantScopes)[number];

/** An amount up to which a permission is good. In another currency it is good for nothing. */
export type AmountLimit = { amount: string; currency: string };

/** What may be limited to an amount. */
export const amountPermissions = [
  'orders.create',
  'orders.approve',
] as const satisfies readonly ContactPermission[];

/** Starter sets for new contacts (spec E.1), as far as their functions exist. */
export const profiles = {
  /** Who looks after the contacts of a customer. */
  administrator: [...contactPermissions],
  full: contactPermissions.filter((permission) => permission !== 'contacts.manage'),
  purchasing: [
    'orders.view',
    'orders.amounts',
    'orders.export',
    'stock.view',
    'stock.exact',
    'prices.view',
    'prices.export',
    'messages.view',
    'messages.send',
    'orders.create',
    'orders.change_request',
    'service.view',
    'service.create',
    'quotes.view',
    'quotes.request',
    'quotes.decide',
  ],
  accounting: [
    'orders.view',
    'orders.amounts',
    'invoices.view',
    'invoices.export',
    'invoices.pdf',
    'invoices.xml',
    'invoices.bulk',
    'statement.view',
    'statement.export',
    'credit.view',
    'payments.view',
    'payments.pay',
    'disputes.create',
    'documents.view',
    'documents.upload',
    'messages.view',
    'messages.send',
    'service.view',
    'service.create',
  ],
  logistics: [
    'orders.view',
    'shipments.view',
    'shipments.map',
    'shipments.export',
    'documents.view',
    'documents.upload',
    'messages.view',
    'messages.send',
    'service.view',
    'service.create',
    'quotes.view',
    'quotes.request',
  ],
  /** Who asks for service. */
  service: [
    'orders.view',
    'shipments.view',
    'messages.view',
    'messages.send',
    'service.view',
    'service.create',
    'contracts.view',
  ],
  /** The customer's accountant, for a time. */
  external_accountant: [
    'invoices.view',
    'invoices.export',
    'invoices.pdf',
    'invoices.xml',
    'invoices.bulk',
    'statement.view',
    'statement.export',
  ],
  viewer: [
    'orders.view',
    'orders.amounts',
    'invoices.view',
    'shipments.view',
    'shipments.map',
    'stock.view',
    'prices.view',
    'statement.view',
    'documents.view',
    'messages.view',
    'service.view',
    'contracts.view',
  ],
  /** The one user of a customer that signs in by its number (spec S3.3). */
  customer_number: [
    'orders.view',
    'orders.amounts',
    'orders.export',
    'stock.view',
    'stock.exact',
    'prices.view',
    'prices.export',
    'statement.view',
    'statement.export',
    'credit.view',
  ],
} as const satisfies Record<string, readonly ContactPermission[]>;
export type Profile = keyof typeof profiles;
/** Profiles that are granted until a day. */
export const timeBoxedProfiles: readonly Profile[] = ['external_accountant'];

/** What is the customers' alone: to look after the contacts of one's own company, to order, to decide, and to pay. */
const customersOwn: readonly PersonPermission[] = [
  'contacts.manage',
  'orders.create',
  'orders.change_request',
  'orders.approve',
  'service.create',
  'quotes.request',
  'quotes.decide',
  'payments.pay',
  'disputes.create',
];
/** What people of staff may have. */
export const staffGrantable: readonly PersonPermission[] = personPermissions.filter(
  (permission) => !customersOwn.includes(permission),
);

/** Starter sets for staff (spec E.2), as far as their functions exist. What takes two persons is in none of them. */
export const staffProfiles = {
  /** Everything. */
  owner: staffGrantable.filter(
    (permission) => !(twoPersonPermissions as readonly string[]).includes(permission),
  ),
  /** Who collects: statements one by one and in bulk, and to whom they go. */
  collections: [
    'statement.view',
    'statement.export',
    'credit.view',
    'payments.view',
    'payments.review',
    'invoices.view',
    'invoices.export',
    'invoices.pdf',
    'invoices.xml',
    'invoices.bulk',
    'invoices.manage',
    'portfolio.view',
    'statement.mass_send',
    'mailing_list.manage',
  ],
  /** Who gives customers' contacts access; amounts stay closed. */
  access: ['access.manage', 'contacts.view'],
  /** Who reads what was done, and changes nothing. */
  auditor: ['audit.view'],
  /** Who runs the portal itself: sites, sign-in, mail, and what comes from the ERP. */
  settings: ['settings.manage'],
  /** Who gives the portal its look. */
  branding: ['branding.manage'],
  /** Who sells and serves: orders, stock and prices. */
  sales: [
    'orders.view',
    'orders.amounts',
    'orders.export',
    'stock.view',
    'stock.exact',
    'prices.view',
    'prices.export',
    'contacts.view',
    'messages.view',
    'messages.manage',
    'quotes.view',
    'quotes.manage',
    'orders.manage',
  ],
  /** Who ships: orders without amounts, stock, and the papers. */
  logistics: [
    'orders.view',
    'shipments.view',
    'shipments.map',
    'shipments.export',
    'stock.view',
    'stock.exact',
    'documents.view',
    'documents.manage',
    'messages.view',
    'messages.manage',
  ],
  /** Who looks after what is shared with customers, and decides of what they hand in. */
  documents: ['documents.view', 'documents.upload', 'documents.manage'],
  /** Who answers requests. */
  service: [
    'messages.view',
    'messages.send',
    'messages.manage',
    'service.view',
    'service.manage',
    'contracts.view',
  ],
  /** Who answers customers. */
  messages: ['messages.view', 'messages.send', 'messages.manage'],
} as const satisfies Record<string, readonly PersonPermission[]>;
export type StaffProfile = keyof typeof staffProfiles;

/** What a host may open with a session it vouches for: element by element (its tag without the prefix). */
export const widgetPermissions = {
  orders: [
    'orders.view',
    'orders.amounts',
    'orders.export',
    'orders.change_request',
    'invoices.view',
  ],
  invoices: ['invoices.view', 'invoices.export', 'invoices.pdf', 'invoices.xml', 'invoices.bulk'],
  shipments: ['shipments.view', 'shipments.map', 'shipments.export', 'orders.amounts'],
  stock: ['stock.view', 'stock.exact'],
  'order-entry': [
    'orders.create',
    'orders.approve',
    'quotes.request',
    'prices.view',
    'stock.view',
    'stock.exact',
  ],
  quotes: [
    'quotes.view',
    'quotes.request',
    'quotes.decide',
    'documents.view',
    'messages.view',
    'messages.send',
  ],
  prices: ['prices.view', 'prices.export'],
  statement: [
    'statement.view',
    'statement.export',
    'credit.view',
    'invoices.pdf',
    'invoices.xml',
    'invoices.bulk',
  ],
  payments: ['payments.view', 'payments.pay'],
  documents: ['documents.view', 'documents.upload'],
  messages: ['messages.view', 'messages.send'],
  service: ['service.view', 'service.create', 'messages.view', 'messages.send'],
  contracts: ['contracts.view'],
} as const satisfies Record<string, readonly ContactPermission[]>;
