import { families } from './aqua-materials.ts';
import { buyersOf, productsOf, type BuyerSketch, type Source } from './source.ts';

/** Aquavelia, an invented Mexican maker of water tanks. People, firms and numbers are invented. */

const purchasing = ['COM', 'Compras', 'Compras', 'compras'] as const;
const payables = ['CXP', 'Cuentas por Pagar', 'Cuentas por pagar', 'pagos'] as const;
const warehouse = ['ALM', 'Almacén Central', 'Logística', 'almacen'] as const;

const sketches: BuyerSketch[] = [
  {
    number: '0001002900',
    name: 'Grupo Ajolote Azul',
    domain: 'ajoloteazul',
    group: 'Constructoras',
    taxId: 'XAXX010101000',
    companies: [
      ['SM01', '8000000.00'],
      ['SM02', '2500000.00'],
    ],
    places: [
      [
        '01',
        'Corporativo Ajolote Azul',
        'Av. de la Muestra 100, piso 4',
        '06000',
        'Ciudad de México',
        'Centro',
        'CDMX',
      ],
    ],
    contacts: [
      ['DIR', 'Dirección de Abastecimiento', 'Dirección', 'abastecimiento'],
      ['CXP', 'Cuentas por Pagar Corporativo', 'Cuentas por pagar', 'pagos'],
    ],
  },
  {
    number: '0001002945',
    name: 'Ajolote Azul Construcciones del Norte',
    domain: 'norte.ajoloteazul',
    parent: '0001002900',
    group: 'Constructoras',
    taxId: 'XAXX010101000',
    companies: [
      ['SM01', '3000000.00'],
      ['SM02', '3000000.00'],
    ],
    places: [
      [
        '01',
        'Centro de Distribución Norte, Nave 7, Andén de Recepción de Materiales Voluminosos',
        'Carretera del Ejemplo km 12.5',
        '64000',
        'Monterrey',
        'Parque Industrial de Prueba',
        'NL',
      ],
      [
        '02',
        'Obra Residencial Los Mezquites, Etapa 3',
        'Calle Sin Nombre 48',
        '66200',
        'San Pedro Garza García',
        'Valle Inventado',
        'NL',
      ],
    ],
    contacts: [
      ['COM', 'Compras Norte', 'Compras', 'compras'],
      ['ALM', 'Almacén Norte', 'Logística', 'almacen'],
      ['CXP', 'Pagos Norte', 'Cuentas por pagar', 'pagos'],
    ],
  },
  {
    number: '0001002946',
    name: 'Ajolote Azul Vivienda Bajío',
    domain: 'bajio.ajoloteazul',
    parent: '0001002900',
    group: 'Constructoras',
    taxId: 'XAXX010101000',
    companies: [['SM01', '1500000.00']],
    places: [
      [
        '01',
        'Bodega Bajío',
        'Blvd. de los Ensayos 2210',
        '76000',
        'Querétaro',
        'Zona Norte',
        'QRO',
      ],
      ['02', 'Obra Torre Tepozán', 'Av. de las Pruebas 15', '37000', 'León', 'Centro', 'GTO'],
    ],
    contacts: [['COM', 'Compras Bajío', 'Compras', 'compras'], warehouse],
  },
  {
    number: '0001003310',
    name: 'Ferretera Tres Nopales',
    domain: 'tresnopales',
    group: 'Ferreterías',
    taxId: 'XAXX010101000',
    companies: [['SM01', '450000.00']],
    places: [
      ['01', null, 'Calle del Modelo 31', '44100', 'Guadalajara', 'Americana', 'JAL'],
      ['02', 'Sucursal Tres Nopales Tonalá', 'Av. Maqueta 780', '45400', 'Tonalá', 'Centro', 'JAL'],
    ],
    contacts: [purchasing, payables],
  },
  {
    number: '0001003422',
    name: 'Plomería y Bombas El Colibrí de Papel',
    domain: 'colibridepapel',
    group: 'Ferreterías',
    taxId: 'XAXX010101000',
    companies: [
      ['SM01', '180000.00'],
      ['SM02', null],
    ],
    places: [
      ['01', 'El Colibrí de Papel', 'Calle Boceto 9', '72000', 'Puebla', 'San Ensayo', 'PUE'],
    ],
    contacts: [purchasing],
  },
  {
    number: '0001003587',
    name: 'Materiales Luna de Barro',
    domain: 'lunadebarro',
    group: 'Distribuidores',
    taxId: 'XAXX010101000',
    companies: [['SM02', '900000.00']],
    blocked: true,
    places: [
      [
        '01',
        'Patio Luna de Barro',
        'Carretera Ficticia km 3',
        '68000',
        'Oaxaca de Juárez',
        'Agencia Demo',
        'OAX',
      ],
      [
        '02',
        'Punto de Entrega Istmo',
        'Calle Croquis 200',
        '70000',
        'Juchitán',
        'Sección de Prueba',
        'OAX',
      ],
    ],
    contacts: [purchasing, payables, warehouse],
  },
  {
    number: '0001003790',
    name: 'Agrícola Valle de Cartón',
    domain: 'valledecarton',
    group: 'Agroindustria',
    taxId: 'XAXX010101000',
    companies: [['SM02', '1200000.00']],
    places: [
      [
        '01',
        'Rancho Valle de Cartón, Pozo 4',
        'Camino Vecinal s/n',
        '80000',
        'Culiacán',
        'Ejido Ejemplo',
        'SIN',
      ],
    ],
    contacts: [purchasing, warehouse],
  },
  {
    number: '0001004015',
    name: 'Hidráulica Ocelote de Tinta',
    domain: 'ocelotedetinta',
    group: 'Distribuidores',
    taxId: 'XAXX010101000',
    companies: [['SM01', '2000000.00']],
    places: [
      [
        '01',
        'Hidráulica Ocelote, Matriz',
        'Av. del Prototipo 555',
        '97000',
        'Mérida',
        'Centro',
        'YUC',
      ],
      [
        '02',
        'Hidráulica Ocelote, Cancún',
        'Calle Plano 12',
        '77500',
        'Cancún',
        'Supermanzana 0',
        'QROO',
      ],
    ],
    contacts: [purchasing, payables],
  },
  {
    number: '0009000120',
    name: 'Blue Paper Tanks Trading',
    domain: 'bluepapertanks',
    group: 'Export',
    companies: [['US01', '350000.00']],
    places: [
      [
        '01',
        'Blue Paper Tanks Warehouse, Dock 9, Oversized Freight Only',
        '100 Sample Road',
        '78040',
        'Laredo',
        'Example Park',
        'TX',
      ],
    ],
    contacts: [
      ['COM', 'Purchasing Desk', 'Purchasing', 'purchasing'],
      ['CXP', 'Accounts Payable', 'Accounts payable', 'ap'],
    ],
  },
];

const zone = 'America/Mexico_City';

export const aqua: Source = {
  slug: 'aqua',
  timeZone: zone,
  companies: [
    {
      code: 'SM01',
      legalName: 'Aquavelia México, S.A. de C.V.',
      taxId: 'XAXX010101000',
      country: 'MX',
      currency: 'MXN',
      timeZone: zone,
    },
    {
      code: 'SM02',
      legalName: 'Aquavelia Soluciones Agrícolas, S.A. de C.V.',
      taxId: 'XAXX010101000',
      country: 'MX',
      currency: 'MXN',
      timeZone: 'America/Monterrey',
    },
    {
      code: 'US01',
      legalName: 'Aquavelia Export Inc.',
      country: 'US',
      currency: 'USD',
      timeZone: 'America/Chicago',
    },
  ],
  buyers: buyersOf(sketches, { code: 'MX', phone: '+52 00', terms: '60 días' }),
  products: productsOf(families, (family, index) => `00${family}${String(index).padStart(4, '0')}`),
  statusCodes: {
    verify: 'VSAC',
    pending: 'A0',
    on_hold: 'ZCRD',
    released: 'LIB',
    in_process: 'B1',
    partially_invoiced: 'B5',
    concluded: 'C0',
    completed: 'C9',
    cancelled: 'X1',
  },
  tax: 16n,
  rates: { MXN: 1n, USD: 18n },
  orderNumber: (index) => String(84000101 + index * 3).padStart(10, '0'),
  invoiceNumber: (index) => String(90200500 + index).padStart(10, '0'),
  purchaseOrder: (index) => `45${String(10007 + index * 37).padStart(8, '0')}`,
  freight: { es: 'Flete y maniobras de descarga', pt: 'Frete e manobras de descarga' },
};
