import type { ContactPermission } from '#contract/permissions';

/** What permissions are about. Each is a row, in the order of the menu. */
export const areas = {
  orders: [
    'orders.view',
    'orders.amounts',
    'orders.export',
    'orders.create',
    'orders.change_request',
    'orders.approve',
  ],
  quotes: ['quotes.view', 'quotes.request', 'quotes.decide'],
  invoices: ['invoices.view', 'invoices.pdf', 'invoices.xml', 'invoices.bulk', 'invoices.export'],
  shipments: ['shipments.view', 'shipments.map', 'shipments.export'],
  stock: ['stock.view', 'stock.exact'],
  prices: ['prices.view', 'prices.export'],
  statement: ['statement.view', 'statement.export', 'credit.view'],
  payments: ['payments.view', 'payments.pay', 'disputes.create'],
  documents: ['documents.view', 'documents.upload'],
  messages: ['messages.view', 'messages.send'],
  service: ['service.view', 'service.create'],
  contracts: ['contracts.view'],
  contacts: ['contacts.view', 'contacts.manage'],
} as const satisfies Record<string, readonly [ContactPermission, ...ContactPermission[]]>;

export type Area = keyof typeof areas;
export const areaNames = Object.keys(areas) as Area[];
/** Permissions in the order they are shown. */
export const rights: readonly ContactPermission[] = areaNames.flatMap((area) => [...areas[area]]);

/** What names a permission in a text key: `orders_view`. */
export const rightKey = <P extends ContactPermission>(permission: P) =>
  permission.replace('.', '_') as P extends `${infer A}.${infer B}` ? `${A}_${B}` : never;

/** Areas whose records are of a company, and may be limited to some. */
export const companyAreas: readonly Area[] = [
  'orders',
  'quotes',
  'invoices',
  'shipments',
  'statement',
  'payments',
  'documents',
  'messages',
  'service',
  'contracts',
];

/** Areas whose records go to a ship-to address, and may be limited to some. */
export const addressAreas: readonly Area[] = ['orders'];
