import type { Freight } from './freight.ts';
import { contactId } from './source.ts';

const place = (code: string, name: string, country: string, timeZone: string) => ({
  code,
  name,
  country,
  timeZone,
});
const abroad = [
  place('CNSHA', 'Shanghái', 'CN', 'Asia/Shanghai'),
  place('SGSIN', 'Singapur', 'SG', 'Asia/Singapore'),
  place('NLRTM', 'Róterdam', 'NL', 'Europe/Amsterdam'),
];

/** Shipments of the water tanks: resins and moulds come, tanks go. */
export const aquaFreight: Freight = {
  company: 'SM01',
  customers: [
    ['0001002900', contactId('0001002900', 'DIR')],
    ['0001002945', contactId('0001002945', 'ALM')],
    ['0001002945', contactId('0001002945', 'COM')],
    ['0001002946', contactId('0001002946', 'COM')],
  ],
  routes: [
    {
      operation: 'import',
      mode: 'sea',
      stops: [
        ['CNSHA', 0],
        ['MXZLO', 18],
      ],
    },
    {
      operation: 'import',
      mode: 'sea',
      stops: [
        ['CNSHA', 0],
        ['PABLB', 24],
        ['MXVER', 31],
      ],
    },
    {
      operation: 'import',
      mode: 'sea',
      stops: [
        ['ESVLC', 0],
        ['MXVER', 17],
      ],
    },
    {
      operation: 'export',
      mode: 'sea',
      stops: [
        ['MXVER', 0],
        ['NLRTM', 20],
      ],
    },
    {
      operation: 'import',
      mode: 'air',
      stops: [
        ['FRA', 0],
        ['MEX', 1],
      ],
    },
  ],
  goods: [
    'Resina de polietileno',
    'Moldes de rotomoldeo',
    'Tinacos y accesorios',
    'Válvulas y conexiones',
  ],
  customsOffice: 'Manzanillo (160)',
  numberOf: (index) => `EX-${String(index).padStart(5, '0')}`,
  places: [
    ...abroad,
    place('MXZLO', 'Manzanillo', 'MX', 'America/Mexico_City'),
    place('MXVER', 'Veracruz', 'MX', 'America/Mexico_City'),
    place('PABLB', 'Balboa', 'PA', 'America/Panama'),
    place('ESVLC', 'Valencia', 'ES', 'Europe/Madrid'),
    place('FRA', 'Fráncfort', 'DE', 'Europe/Berlin'),
    place('MEX', 'Ciudad de México', 'MX', 'America/Mexico_City'),
  ],
  count: 90,
};

/** Shipments of the distributor. */
export const zambeFreight: Freight = {
  company: 'ZD01',
  customers: [
    ['000410', contactId('000410', 'DIR')],
    ['000411', contactId('000411', 'REC')],
    ['000411', contactId('000411', 'COM')],
    ['000618', contactId('000618', 'COM')],
  ],
  routes: [
    {
      operation: 'import',
      mode: 'sea',
      stops: [
        ['CNSHA', 0],
        ['SGSIN', 7],
        ['BRSSZ', 33],
      ],
    },
    {
      operation: 'import',
      mode: 'sea',
      stops: [
        ['NLRTM', 0],
        ['BRSSZ', 18],
      ],
    },
    {
      operation: 'export',
      mode: 'sea',
      stops: [
        ['BRSSZ', 0],
        ['NLRTM', 19],
      ],
    },
    {
      operation: 'import',
      mode: 'air',
      stops: [
        ['FRA', 0],
        ['GRU', 1],
      ],
    },
  ],
  goods: ['Conservas', 'Especiarias', 'Embalagens de papel', 'Azeite em lata'],
  customsOffice: 'Santos',
  numberOf: (index) => `P${String(index).padStart(6, '0')}`,
  places: [
    place('CNSHA', 'Xangai', 'CN', 'Asia/Shanghai'),
    place('SGSIN', 'Singapura', 'SG', 'Asia/Singapore'),
    place('NLRTM', 'Roterdã', 'NL', 'Europe/Amsterdam'),
    place('BRSSZ', 'Santos', 'BR', 'America/Sao_Paulo'),
    place('FRA', 'Frankfurt', 'DE', 'Europe/Berlin'),
    place('GRU', 'Guarulhos', 'BR', 'America/Sao_Paulo'),
  ],
  count: 60,
};
