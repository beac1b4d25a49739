import type { ContactPermission, GrantScope, SyncEntity } from '#contract/permissions';
import { contactPermissions } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import type { Portal } from '../../server/index.ts';

/** The site that may embed the portal of a fixture tenant. */
export const hostOrigin = {
  norte: 'http://norte.localhost:9001',
  sul: 'http://sul.localhost:9002',
} as const;
export type Slug = keyof typeof hostOrigin;

export const password = 'una clave larga 1';

/** Sign-ins of the fixtures. */
export const people: Record<
  string,
  { contact: string; permissions: readonly ContactPermission[]; scope?: GrantScope }
> = {
  todo: { contact: 'C-1', permissions: contactPermissions },
  sinmontos: { contact: 'C-2', permissions: ['orders.view', 'orders.export'] },
  nada: { contact: 'C-3', permissions: [] },
  propios: { contact: 'C-4', permissions: contactPermissions, scope: 'own' },
  grupo: { contact: 'C-5', permissions: contactPermissions, scope: 'hierarchy' },
  vecino: { contact: 'C-6', permissions: contactPermissions },
};

/** Two tenants with the same numbers in them: whatever leaks from one to the other is seen. */
export async function loadFixtures({ admin, sync }: Pick<Portal, 'admin' | 'sync'>): Promise<void> {
  for (const slug of ['norte', 'sul'] as const) {
    const mexican = slug === 'norte';
    await admin.createTenant({
      slug,
      name: mexican ? 'Tanques Norte' : 'Tanques Sul',
      locale: mexican ? 'es' : 'pt',
      timeZone: mexican ? 'America/Mexico_City' : 'America/Sao_Paulo',
      origins: [hostOrigin[slug]],
    });
    const records = fixtureRecords(slug);
    for (const entity of Object.keys(records) as (keyof typeof records)[]) {
      const { results } = await sync(slug, entity, records[entity]);
      const bad = results.find((result) => result.status !== 'created');
      if (bad) throw new Error(`Fixture ${entity}: ${JSON.stringify(bad)}`);
    }
    for (const [name, { contact, permissions, scope = 'customer' }] of Object.entries(people)) {
      await admin.createLogin(slug, {
        contact,
        logins: [name, `${name}@${slug}.example`],
        password,
        grants: permissions.map((permission) => ({ permission, scope })),
      });
    }
  }
}

/** An order, whole; what matters to a test is given, the rest is filled in. */
export function order(
  number: string,
  more: Partial<SyncInput<'orders'>> = {},
): SyncInput<'orders'> {
  return {
    number,
    company: 'SM01',
    customer: '0001002945',
    purchaseOrder: `OC-${number}`,
    shipTo: 'A1',
    date: '2026-03-01',
    currency: 'MXN',
    amount: '2778.60',
    status: 'PRC',
    items: [item('10')],
    ...more,
  };
}

export function item(position: string, more: Partial<SyncInput<'orders'>['items'][number]> = {}) {
  return {
    position,
    material: '000000000000000123',
    quantity: '50',
    delivered: '0',
    unit: 'PZA',
    unitPrice: '55.572',
    priceUnit: '1',
    amount: '2778.60',
    deliveryDate: '2026-03-15',
    status: 'in_process',
    ...more,
  };
}

/** A file of a fiscal document, as the ERP sends it. */
export function fiscalFile(
  fiscalId: string,
  kind: 'xml' | 'pdf',
  more: Partial<SyncInput<'fiscal-files'>> = {},
): SyncInput<'fiscal-files'> {
  const content =
    kind === 'xml'
      ? `<?xml version="1.0"?><Comprobante id="${fiscalId}"/>`
      : `%PDF-1.7 ${fiscalId}`;
  return {
    fiscalId,
    kind,
    customer: '0001002945',
    fileName: `${fiscalId}.${kind}`,
    content: Buffer.from(content).toString('base64'),
    ...more,
  };
}

/** The records of the fixtures, as the ERP of this tenant sends them. */
export function fixtureRecords(slug: Slug) {
  const currency = slug === 'norte' ? 'MXP' : 'BRL';
  const customer = (number: string, name: string, parent?: string) => ({
    number,
    name,
    parent,
    companies: [
      {
        company: 'SM01',
        creditLimit: '8000000.00',
        currency,
        paymentTerms: '30 d',
        creditBlocked: false,
      },
    ],
  });
  const contact = (id: string, of: string) => ({
    id,
    customer: of,
    name: `Contacto ${id}`,
    email: `${id}@${slug}.example`.toLowerCase(),
  });
  const orders = Array.from({ length: 60 }, (_, i) =>
    order(String(84_000_000 + i).padStart(10, '0'), {
      currency,
      date: `2026-0${1 + (i % 6)}-${String(1 + (i % 28)).padStart(2, '0')}`,
      amount: `${1000 + ((i * 37) % 500)}.${String(i % 100).padStart(2, '0')}`,
      status: ['VER', 'PEN', 'RET', 'LIB', 'PRC', 'FPA', 'CON', 'COM', 'CAN'][i % 9]!,
      requestedBy: i % 10 === 0 ? 'C-4' : undefined,
      purchaseOrder: i % 7 === 0 ? null : `OC-${i}`,
    }),
  );
  const invoice = (number: string, of: string, more: { orders?: string[] } = {}) => ({
    number,
    company: 'SM01',
    customer: of,
    date: '2026-03-02',
    dueDate: '2026-04-01',
    currency,
    net: '626.68',
    tax: '100.27',
    total: '726.95',
    items: [
      {
        position: '1',
        material: '123',
        quantity: '10',
        unit: 'PZA',
        amount: '626.68',
        tax: '100.27',
      },
    ],
    ...more,
  });
  const shipment = (number: string, of: string) => ({
    number,
    company: 'SM01',
    customer: of,
    operation: 'import' as const,
    mode: 'sea' as const,
    origin: 'CNSHA',
    destination: 'MXZLO',
    opened: '2026-01-02',
    changedAt: '2026-01-02T12:00:00Z',
  });
  const neighbours = [
    order('0099000001', { customer: '0001002946', shipTo: null, currency, amount: '1.00' }),
    order('0099000002', { customer: '0001002947', shipTo: null, currency, amount: '2.00' }),
  ];
  return {
    companies: [
      {
        code: 'SM01',
        legalName: `Tanques ${slug} S.A.`,
        currency,
        timeZone: slug === 'norte' ? 'America/Mexico_City' : 'America/Sao_Paulo',
      },
    ],
    customers: [
      customer('0001002945', 'Ferretería del Centro'),
      customer('0001002946', 'Vecino Comercial'),
      customer('0001002947', 'Sucursal del Centro', '1002945'),
    ],
    addresses: [
      {
        customer: '1002945',
        code: 'A1',
        name: 'Bodega Uno',
        street: 'Calle 5 No. 10',
        postalCode: '64000',
        city: 'Monterrey',
        district: 'Centro',
      },
    ],
    contacts: [
      ...['C-1', 'C-2', 'C-3', 'C-4', 'C-5'].map((id) => contact(id, '0001002945')),
      contact('C-6', '0001002946'),
    ],
    materials: [
      {
        number: '000000000000000123',
        descriptions: { es: 'Tanque de 500 litros', pt: 'Caixa de 500 litros' },
        unit: 'PZA',
      },
    ],
    'price-lists': [{ code: 'GENERAL', name: 'Lista general', currency, assignments: [{}] }],
    'price-items': [
      { list: 'GENERAL', material: '123', prices: [{ unit: 'PZA', price: '55.572' }] },
    ],
    'status-map': Object.entries({
      VER: 'verify',
      PEN: 'pending',
      RET: 'on_hold',
      LIB: 'released',
      PRC: 'in_process',
      FPA: 'partially_invoiced',
      CON: 'concluded',
      COM: 'completed',
      CAN: 'cancelled',
    } as const).map(([code, status]) => ({ entity: 'order' as const, code, status })),
    orders: [...orders, ...neighbours],
    'fiscal-files': (['0001002945', '0001002946', '0001002947'] as const).flatMap((customer) =>
      (['xml', 'pdf'] as const).map((kind) => fiscalFile(`F-${customer}`, kind, { customer })),
    ),
    invoices: [
      invoice('0090000001', '0001002945', { orders: ['84000001'] }),
      invoice('0090000002', '0001002946'),
    ],
    shipments: [shipment('EX-0001', '0001002945'), shipment('EX-0002', '0001002946')],
  } satisfies { [E in SyncEntity]?: SyncInput<E>[] };
}
