import type { SyncEntity } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import { item, order } from './fixtures.ts';

/** A sound record of each entity, that refers to those before it and to the fixtures. */
export const sampleRecords: { [E in SyncEntity]: SyncInput<E> } = {
  companies: { code: 'zz9', legalName: 'Z', currency: 'USD', timeZone: 'America/Lima' },
  executives: { code: 'ej1', name: 'Ejecutivo', phone: '+52 55 0000 0000' },
  customers: {
    number: '0009',
    name: 'Nueve',
    companies: [{ company: 'ZZ9', creditLimit: '10.5' }],
    parent: '1002945',
    executive: 'EJ1',
  },
  addresses: { customer: '9', code: 'B', name: 'Bodega' },
  contacts: { id: 'n-1', customer: '0009', name: 'Contacto nueve' },
  materials: { number: '00077', descriptions: { en: 'x' }, unit: 'EA' },
  plants: { code: 'p1', name: 'Planta', state: { code: 'NL', name: 'Nuevo León' } },
  'stock-readings': {
    material: '77',
    plant: 'P1',
    quantity: '4000',
    unit: 'EA',
    readAt: '2026-03-01T10:00:00-06:00',
  },
  'price-lists': {
    code: 'l1',
    currency: 'USD',
    assignments: [{ customer: '9' }, { group: 'A', position: 1 }, {}],
  },
  'price-items': {
    list: 'L1',
    material: '77',
    prices: [
      { unit: 'EA', price: '10.5' },
      { unit: 'EA', price: '9.123456', priceUnit: '100', minQuantity: '1000' },
    ],
  },
  'status-map': { entity: 'item', code: 'Q', status: 'verify' },
  orders: order('9009', {
    company: 'zz9',
    customer: '9',
    shipTo: 'b',
    requestedBy: 'N-1',
    items: [item('1', { status: 'q' })],
  }),
  invoices: {
    number: '55',
    company: 'ZZ9',
    customer: '9',
    kind: 'credit_note',
    date: '2026-01-01',
    currency: 'USD',
    net: '-10.00',
    tax: '-1.60',
    total: '-11.60',
    orders: ['9009'],
    items: [{ position: '1', quantity: '-1', unit: 'EA', amount: '-10', tax: '-1.6' }],
  },
  'open-items': {
    company: 'zz9',
    id: 'zz9-55-1',
    customer: '9',
    kind: 'invoice',
    invoice: '0055',
    date: '2026-01-01',
    dueDate: '2026-02-01',
    currency: 'USD',
    amount: '11.60',
    clearings: [{ date: '2026-01-20', amount: '1.60' }],
  },
  'fiscal-files': {
    fiscalId: 'f-55',
    kind: 'xml',
    customer: '9',
    fileName: 'f-55.xml',
    content: Buffer.from('<f id="55"/>').toString('base64'),
  },
};
