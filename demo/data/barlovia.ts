import { barloviaFreight } from './barlovia-freight.ts';
import { services } from './barlovia-services.ts';
import { buyersOf, productsOf, type BuyerSketch, type Source } from './source.ts';

/** Barlovia, an invented customs and freight agency in Honduras. People, firms and numbers are invented. */

const imports = ['IMP', 'Importaciones', 'Importaciones', 'importaciones'] as const;
const exportsDesk = ['EXP', 'Exportaciones', 'Exportaciones', 'exportaciones'] as const;
const payables = ['CXP', 'Cuentas por Pagar', 'Cuentas por pagar', 'pagos'] as const;
const warehouse = ['BOD', 'Bodega', 'Bodega', 'bodega'] as const;

const sketch = (
  number: string,
  name: string,
  domain: string,
  group: string,
  executive: string,
  contacts: BuyerSketch['contacts'],
  more: Partial<BuyerSketch> = {},
): BuyerSketch => ({
  number,
  name,
  domain,
  group,
  executive,
  taxId: '00000000000000',
  companies: [['BL01', '900000.00']],
  places: [['01', null, 'Boulevard de la Muestra 12', '21101', 'San Pedro Sula', 'Centro', 'CR']],
  contacts,
  ...more,
});

const sketches: BuyerSketch[] = [
  sketch(
    '1001',
    'Grupo Tapir de Lona',
    'tapirdelona',
    'Industria',
    'OP-1',
    [
      ['LOG', 'Dirección de Logística', 'Logística', 'logistica'],
      ['IMP', 'Importaciones Tapir', 'Importaciones', 'importaciones'],
      payables,
    ],
    {
      companies: [
        ['BL01', '6000000.00'],
        ['BL02', '250000.00'],
      ],
      places: [
        [
          '01',
          'Planta Tapir de Lona, Andén 3',
          'Carretera del Ensayo km 9',
          '21102',
          'Choloma',
          'Zona Industrial de Prueba',
          'CR',
        ],
        [
          '02',
          'Centro de Acopio Tapir',
          'Calle Boceto 40',
          '11101',
          'Tegucigalpa',
          'Colonia Maqueta',
          'FM',
        ],
      ],
    },
  ),
  sketch(
    '1002',
    'Tapir de Lona Textiles',
    'textiles.tapirdelona',
    'Industria',
    'OP-1',
    [imports, warehouse],
    { parent: '1001' },
  ),
  sketch('1003', 'Ferretería Guara de Hojalata', 'guaradehojalata', 'Comercio', 'OP-1', [
    imports,
    payables,
  ]),
  sketch('1004', 'Laboratorios Pino Pintado', 'pinopintado', 'Salud', 'OP-2', [
    ['LOG', 'Cadena de Suministro', 'Logística', 'suministro'],
    payables,
  ]),
  sketch('1005', 'Electrodomésticos Luciérnaga', 'luciernaga', 'Comercio', 'OP-2', [
    imports,
    payables,
    warehouse,
  ]),
  sketch('1006', 'Beneficio Niebla de Café', 'niebladecafe', 'Agroindustria', 'OP-2', [
    exportsDesk,
    payables,
  ]),
  sketch('1007', 'Calzado Paso de Nube', 'pasodenube', 'Comercio', 'OP-2', [imports], {
    blocked: true,
  }),
  sketch(
    '1008',
    'Blue Paper Coffee Traders',
    'bluepapercoffee',
    'Agroindustria',
    'OP-2',
    [exportsDesk, ['CXP', 'Accounts Payable', 'Accounts payable', 'ap']],
    { companies: [['BL02', '180000.00']] },
  ),
];

const zone = 'America/Tegucigalpa';
const everyone = [{}];

export const barlovia: Source = {
  slug: 'barlovia',
  timeZone: zone,
  companies: [
    {
      code: 'BL01',
      legalName: 'Barlovia Agencia Aduanera, S.A. de C.V.',
      taxId: '00000000000000',
      country: 'HN',
      currency: 'HNL',
      timeZone: zone,
    },
    {
      code: 'BL02',
      legalName: 'Barlovia Carga Internacional, S.A. de C.V.',
      country: 'HN',
      currency: 'USD',
      timeZone: zone,
    },
  ],
  buyers: buyersOf(sketches, { code: 'HN', phone: '+504 0000', terms: '30 días' }),
  products: productsOf(services, (family, index) => `${family}-${String(index).padStart(2, '0')}`),
  statusCodes: {
    verify: 'REV',
    pending: 'PEN',
    on_hold: 'RET',
    released: 'AUT',
    in_process: 'PRO',
    partially_invoiced: 'FPA',
    concluded: 'CON',
    completed: 'CER',
    cancelled: 'ANU',
  },
  tax: 15n,
  rates: { HNL: 1n, USD: 25n },
  orderNumber: (index) => `SS-${String(7_001 + index)}`,
  invoiceNumber: (index) => `000-001-01-${String(31_500 + index).padStart(8, '0')}`,
  purchaseOrder: (index) => `RQ-${String(260 + index * 7).padStart(5, '0')}`,
  freight: { es: 'Gastos de terminal', pt: 'Despesas de terminal' },
  volume: { count: 140, days: 400 },
  shipping: barloviaFreight,
  priceLists: [
    {
      code: 'TARIFA',
      name: 'Tarifa general',
      year: 0,
      currency: 'HNL',
      taxIncluded: false,
      assignments: everyone,
      percent: 100n,
      share: 100,
    },
    {
      code: 'TARIFA',
      name: 'Tarifa general',
      year: 1,
      currency: 'HNL',
      taxIncluded: false,
      assignments: everyone,
      percent: 104n,
      share: 100,
    },
    {
      code: 'C-1001',
      name: 'Convenio Grupo Tapir de Lona',
      year: 0,
      currency: 'HNL',
      taxIncluded: false,
      assignments: [{ customer: '1001' }],
      percent: 91n,
      share: 60,
    },
  ],
  plants: [
    {
      code: 'PC1',
      name: 'Recinto Puerto Cortés',
      shortName: 'Cortés',
      state: { code: 'CR', name: 'Cortés' },
      locality: { code: 'PCR', name: 'Puerto Cortés' },
    },
    {
      code: 'SP1',
      name: 'Bodega San Pedro Sula',
      shortName: 'Sula',
      state: { code: 'CR', name: 'Cortés' },
      locality: { code: 'SPS', name: 'San Pedro Sula' },
    },
    {
      code: 'TG1',
      name: 'Bodega Tegucigalpa',
      shortName: 'Teguc',
      state: { code: 'FM', name: 'Francisco Morazán' },
      locality: { code: 'TGU', name: 'Tegucigalpa' },
    },
  ],
  executives: [
    {
      code: 'OP-1',
      name: 'Sabana Rompeolas',
      role: 'Ejecutiva de importaciones',
      phone: '+504 0000 9101',
      email: 'sabana.rompeolas@barlovia.example',
    },
    {
      code: 'OP-2',
      name: 'Pleamar Del Muelle',
      role: 'Ejecutivo de exportaciones',
      phone: '+504 0000 9102',
      email: 'pleamar.delmuelle@barlovia.example',
    },
  ],
  receivables: {
    days: 30,
    weekdays: [2, 4],
    transfer: 'Transferencia',
    fiscal: {},
    prompt: ['1004'],
    late: ['1003', '1007'],
    counter: {
      customer: '1005',
      company: 'BL01',
      count: 60,
      most: 4_000,
      numberOf: (index) => `000-001-02-${String(8_100 + index).padStart(8, '0')}`,
    },
    foreign: { customer: '1001', company: 'BL01', currency: 'USD' },
  },
};
