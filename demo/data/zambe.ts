import { families } from './zambe-materials.ts';
import { buyersOf, productsOf, type BuyerSketch, type Source } from './source.ts';

/** Zambé Distribuidora, an invented Brazilian distributor. People, firms and numbers are invented. */

const purchasing = ['COM', 'Compras', 'Compras', 'compras'] as const;
const payables = ['FIN', 'Contas a Pagar', 'Financeiro', 'financeiro'] as const;
const receiving = ['REC', 'Recebimento', 'Logística', 'recebimento'] as const;

const sketches: BuyerSketch[] = [
  {
    number: '000410',
    name: 'Rede Capivara de Papel (Matriz)',
    domain: 'capivaradepapel',
    group: 'Supermercados',
    companies: [
      ['ZD01', '1200000.00'],
      ['ZD02', '400000.00'],
    ],
    places: [
      [
        'M',
        'Matriz Capivara de Papel',
        'Avenida do Exemplo, 1000, 8º andar',
        '01000-000',
        'São Paulo',
        'Centro',
        'SP',
      ],
    ],
    contacts: [
      ['DIR', 'Diretoria de Suprimentos', 'Diretoria', 'suprimentos'],
      ['FIN', 'Central de Contas a Pagar', 'Financeiro', 'financeiro'],
    ],
  },
  {
    number: '000411',
    name: 'Capivara de Papel Litoral',
    domain: 'litoral.capivaradepapel',
    parent: '000410',
    group: 'Supermercados',
    companies: [['ZD01', '350000.00']],
    places: [
      [
        'L1',
        'Capivara de Papel Litoral, Centro de Distribuição, Doca 3, Recebimento de Perecíveis e Secos',
        'Rua do Modelo, 45',
        '11000-000',
        'Santos',
        'Vila Imaginária',
        'SP',
      ],
      [
        'L2',
        'Loja Praia',
        'Avenida da Maquete, 780',
        '11400-000',
        'Guarujá',
        'Jardim Esboço',
        'SP',
      ],
    ],
    contacts: [
      ['COM', 'Compras Litoral', 'Compras', 'compras'],
      ['REC', 'Recebimento Litoral', 'Logística', 'recebimento'],
      ['FIN', 'Financeiro Litoral', 'Financeiro', 'financeiro'],
    ],
  },
  {
    number: '000412',
    name: 'Capivara de Papel Serra',
    domain: 'serra.capivaradepapel',
    parent: '000410',
    group: 'Supermercados',
    companies: [['ZD01', '280000.00']],
    places: [
      ['S1', 'Loja Serra', 'Rua Rascunho, 12', '25600-000', 'Petrópolis', 'Alto do Ensaio', 'RJ'],
    ],
    contacts: [['COM', 'Compras Serra', 'Compras', 'compras'], receiving],
  },
  {
    number: '000527',
    name: 'Empório Ipê de Nanquim',
    domain: 'ipedenanquim',
    group: 'Empórios',
    companies: [['ZD01', '60000.00']],
    places: [
      ['1', null, 'Rua da Amostra, 301', '30100-000', 'Belo Horizonte', 'Bairro Ficção', 'MG'],
    ],
    contacts: [purchasing, payables],
  },
  {
    number: '000533',
    name: 'Padaria Vagalume de Feltro',
    domain: 'vagalumedefeltro',
    group: 'Padarias',
    companies: [['ZD01', '25000.00']],
    places: [
      [
        '1',
        'Padaria Vagalume de Feltro',
        'Rua do Protótipo, 8',
        '80000-000',
        'Curitiba',
        'Vila Croqui',
        'PR',
      ],
    ],
    contacts: [purchasing],
  },
  {
    number: '000618',
    name: 'Atacado Boto de Aquarela',
    domain: 'botodeaquarela',
    group: 'Atacadistas',
    companies: [
      ['ZD01', null],
      ['ZD02', '900000.00'],
    ],
    places: [
      [
        '1',
        'Atacado Boto, Galpão 2',
        'Rodovia do Exemplo, km 8',
        '66000-000',
        'Belém',
        'Distrito Modelo',
        'PA',
      ],
      [
        '2',
        'Atacado Boto, Porto Seco',
        'Travessa do Traço, 90',
        '65000-000',
        'São Luís',
        'Porto de Teste',
        'MA',
      ],
    ],
    contacts: [purchasing, payables, receiving],
  },
  {
    number: '000702',
    name: 'Mercearia Arara de Origami',
    domain: 'araradeorigami',
    group: 'Mercearias',
    companies: [['ZD02', '40000.00']],
    blocked: true,
    places: [
      [
        '1',
        'Mercearia Arara de Origami',
        'Ladeira da Prova, 77',
        '40000-000',
        'Salvador',
        'Alto do Papel',
        'BA',
      ],
    ],
    contacts: [purchasing],
  },
  {
    number: '000745',
    name: 'Cozinha Industrial Jabuti de Argila',
    domain: 'jabutideargila',
    group: 'Food service',
    companies: [['ZD02', '150000.00']],
    places: [
      [
        '1',
        'Jabuti de Argila, Cozinha Central',
        'Avenida do Ensaio, 2020',
        '50000-000',
        'Recife',
        'Ilha do Rascunho',
        'PE',
      ],
    ],
    contacts: [purchasing, payables],
  },
];

const zone = 'America/Sao_Paulo';

export const zambe: Source = {
  slug: 'zambe',
  timeZone: zone,
  companies: [
    {
      code: 'ZD01',
      legalName: 'Zambé Distribuidora Ltda.',
      country: 'BR',
      currency: 'BRL',
      timeZone: zone,
    },
    {
      code: 'ZD02',
      legalName: 'Zambé Norte e Nordeste Ltda.',
      country: 'BR',
      currency: 'BRL',
      timeZone: 'America/Recife',
    },
  ],
  buyers: buyersOf(sketches, { code: 'BR', phone: '+55 00', terms: '28 dias' }),
  products: productsOf(families, (family, index) => `${family}-${String(index).padStart(3, '0')}`),
  statusCodes: {
    verify: '05',
    pending: '10',
    on_hold: '15',
    released: '20',
    in_process: '30',
    partially_invoiced: '40',
    concluded: '50',
    completed: '60',
    cancelled: '99',
  },
  tax: 18n,
  rates: { BRL: 1n },
  orderNumber: (index) => `PV-${String(20011 + index)}`,
  invoiceNumber: (index) => String(45120 + index).padStart(9, '0'),
  purchaseOrder: (index) => `PED ${1040 + index * 3}/${'ABC'.charAt(index % 3)}`,
  freight: { es: 'Flete y entrega programada', pt: 'Frete e entrega agendada' },
  plants: [
    {
      code: 'CD01',
      name: 'Centro de Distribuição Litoral',
      shortName: 'Litoral',
      state: { code: 'SP', name: 'São Paulo' },
      locality: { code: 'STS', name: 'Santos' },
    },
    {
      code: 'CD02',
      name: 'Centro de Distribuição Interior',
      shortName: 'Interior',
      state: { code: 'SP', name: 'São Paulo' },
      locality: { code: 'CPQ', name: 'Campinas' },
    },
    {
      code: 'CD03',
      name: 'Centro de Distribuição Sul',
      shortName: 'Sul',
      state: { code: 'PR', name: 'Paraná' },
      locality: { code: 'CWB', name: 'Curitiba' },
    },
    {
      code: 'CD04',
      name: 'Centro de Distribuição Nordeste',
      shortName: 'Nordeste',
      state: { code: 'PE', name: 'Pernambuco' },
      locality: { code: 'CBO', name: 'Cabo de Santo Agostinho' },
    },
  ],
};
