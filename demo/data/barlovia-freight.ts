import type { Freight, FreightCase, Route } from './freight.ts';
import { contactId } from './source.ts';

const place = (code: string, name: string, country: string, at?: [lat: string, lon: string]) => ({
  code,
  name,
  country,
  ...(at && { latitude: at[0], longitude: at[1] }),
});

const sea = (operation: Route['operation'], ...stops: Route['stops']): Route => ({
  operation,
  mode: 'sea',
  stops,
});
const inland = (operation: Route['operation'], ...stops: Route['stops']): Route => ({
  operation,
  mode: 'multimodal',
  stops,
});
const air = (operation: Route['operation'], ...stops: Route['stops']): Route => ({
  operation,
  mode: 'air',
  stops,
});
const road = (operation: Route['operation'], ...stops: Route['stops']): Route => ({
  operation,
  mode: 'road',
  stops,
});

/** Ways that a map finds hard, and one shipment of very many containers. */
const cases: FreightCase[] = [
  // Over the Pacific, where the day changes.
  { ...sea('transit', ['CNSHA', 0], ['GTPRQ', 24]), departs: -11 },
  // Through Suez.
  { ...sea('transit', ['INNSA', 0], ['ESVLC', 17]), departs: -9 },
  // Through Panama.
  { ...sea('import', ['CNSHA', 0], ['PABLB', 24], ['HNPCR', 29]), departs: -26 },
  // Nearly over the pole.
  { ...air('transit', ['FRA', 0], ['ANC', 1]), departs: -4 },
  // Two stops three kilometres apart.
  { ...road('domestic', ['HNPCR', 0], ['BVZL1', 1]), departs: -1 },
  // One stop alone.
  { ...road('domestic', ['HNPCR', 0]), departs: 2 },
  // A place that nobody can find on a map, and a way between two of them.
  { ...road('domestic', ['HNPCR', 0], ['BVMER', 1]), departs: -1 },
  { ...road('domestic', ['BVMER', 0], ['BVCAO', 1]), departs: -2 },
  { ...sea('import', ['CNNGB', 0], ['PABLB', 25], ['HNPCR', 30]), departs: -33, boxes: 64 },
];

/** What Barlovia brings in, sends out and lets through: by sea and inland, by air, by road. */
export const barloviaFreight: Freight = {
  company: 'BL01',
  customers: [
    ['1001', contactId('1001', 'LOG')],
    ['1001', contactId('1001', 'IMP')],
    ['1001', contactId('1001', 'LOG')],
    ['1002', contactId('1002', 'IMP')],
    ['1003', contactId('1003', 'IMP')],
    ['1004', contactId('1004', 'LOG')],
    ['1005', contactId('1005', 'IMP')],
    ['1006', contactId('1006', 'EXP')],
    ['1007', contactId('1007', 'IMP')],
    ['1008', contactId('1008', 'EXP')],
  ],
  routes: [
    sea('import', ['CNSHA', 0], ['PABLB', 24], ['HNPCR', 29]),
    sea('import', ['CNNGB', 0], ['PABLB', 25], ['HNPCR', 30]),
    sea('import', ['KRPUS', 0], ['PABLB', 22], ['HNPCR', 27]),
    inland('import', ['CNSHA', 0], ['PABLB', 24], ['HNPCR', 29], ['HNTGU', 37]),
    inland('import', ['USHOU', 0], ['HNPCR', 5], ['HNSAP', 12]),
    sea('import', ['NLRTM', 0], ['COCTG', 15], ['HNPCR', 19]),
    sea('import', ['BRSSZ', 0], ['COCTG', 13], ['HNPCR', 17]),
    sea('export', ['HNPCR', 0], ['USMIA', 4]),
    sea('export', ['HNPCR', 0], ['NLRTM', 18]),
    sea('export', ['HNPCR', 0], ['DEHAM', 20]),
    sea('transit', ['INNSA', 0], ['ESVLC', 17], ['HNPCR', 34]),
    air('import', ['MIA', 0], ['SAP', 1]),
    air('import', ['FRA', 0], ['SAP', 2]),
    air('export', ['SAP', 0], ['MIA', 1]),
    road('transit', ['GTSTC', 0], ['HNSAP', 2]),
    road('domestic', ['HNPCR', 0], ['HNTGU', 1]),
  ],
  goods: [
    'Hilaza de algodón',
    'Repuestos de maquinaria',
    'Café verde en sacos',
    'Electrodomésticos de línea blanca',
    'Láminas de zinc',
    'Resina en gránulos',
    'Equipo de laboratorio',
    'Calzado deportivo',
  ],
  customsOffice: 'Puerto Cortés',
  numberOf: (index) => `BV-${String(20_000 + index)}`,
  places: [
    place('CNSHA', 'Shanghái', 'CN'),
    place('CNNGB', 'Ningbó', 'CN'),
    place('KRPUS', 'Busán', 'KR'),
    place('PABLB', 'Balboa', 'PA'),
    place('HNPCR', 'Puerto Cortés', 'HN', ['15.8438', '-87.9561']),
    place('HNSAP', 'San Pedro Sula', 'HN', ['15.5042', '-88.0250']),
    place('HNTGU', 'Tegucigalpa', 'HN', ['14.0723', '-87.1921']),
    place('NLRTM', 'Róterdam', 'NL'),
    place('DEHAM', 'Hamburgo', 'DE'),
    place('ESVLC', 'Valencia', 'ES'),
    place('INNSA', 'Nhava Sheva', 'IN'),
    place('COCTG', 'Cartagena', 'CO'),
    place('GTPRQ', 'Puerto Quetzal', 'GT'),
    place('GTSTC', 'Santo Tomás de Castilla', 'GT'),
    place('FRA', 'Fráncfort', 'DE'),
    place('BVZL1', 'Recinto Barlovia', 'HN', ['15.8221', '-87.9404']),
    place('BVMER', 'Bodega Las Mercedes', 'HN'),
    place('BVCAO', 'Patio El Caobo', 'HN'),
  ],
  count: 2_000,
  cases,
  door: true,
};
