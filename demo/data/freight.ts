import { containerDigit } from '#contract/cargo-numbers';
import type { SyncInput } from '#contract/sync';
import { addDays } from './dates.ts';
import { seededRandom, type Random } from './random.ts';

export type Shipment = SyncInput<'shipments'>;

/** A way that goods of a tenant take: places by code, and the days between them. */
export type Route = {
  operation: Shipment['operation'];
  /** Of `multimodal` the last leg is by truck, from the port that clears the goods; the others are by sea. */
  mode: 'sea' | 'air' | 'road' | 'multimodal';
  /** Origin, perhaps a place in between, destination; and days after departure at which each is reached. */
  stops: readonly (readonly [code: string, days: number])[];
};

/** A shipment that is always there: its way, days from today to its departure, and how many containers it has. */
export type FreightCase = Route & { departs: number; boxes?: number };

/** What makes one tenant's shipments differ from another's. */
export type Freight = {
  company: string;
  /** Customers and who of them asks for shipments. */
  customers: readonly (readonly [number: string, contact: string])[];
  routes: readonly Route[];
  goods: readonly string[];
  customsOffice: string;
  /** As `EX-00123`. */
  numberOf: (index: number) => string;
  places: SyncInput<'locations'>[];
  count: number;
  /** The first of them, one of each, all of the first customer. */
  cases?: readonly FreightCase[];
  /** Carriers report by the door that is theirs (`POST /dcsa/events`), and not by way of the ERP. */
  door?: true;
};

const lines = [
  ['Naviera Ballena Gris', 'XBGR'],
  ['Línea Estrella de Mar', 'XEDM'],
  ['Oceánica del Albatros', 'XALB'],
] as const;
const airline = ['Alas del Colibrí', '999'] as const;
const haulier = ['Transportes Guacamaya de Cuerda', 'XTGC'] as const;
const vessels = ['Cormorán Azul', 'Estela de Plata', 'Viento de Levante', 'Faro del Sur'];

/** What is drawn of a shipment before its records are made. */
export type Draft = {
  index: number;
  route: Route;
  /** Days from today to its departure; below zero where it has left. */
  departs: number;
  boxes: string[];
  late: number;
  random: Random;
  today: string;
};

/** A container number with its right check digit; owners begin with X, which nobody has registered. */
function boxNumber(random: Random): string {
  const serial = `X${random.pick(['BG', 'ED', 'AL'])}U${String(random.int(0, 999_999)).padStart(6, '0')}`;
  return serial + String(containerDigit(serial));
}

export const isByContainer = ({ mode }: Route): boolean => mode === 'sea' || mode === 'multimodal';

/** The place that clears the goods: the last port, or where the way ends. */
export const clearedAt = ({ mode, stops }: Route): readonly [code: string, days: number] =>
  stops[Math.max(0, stops.length - (mode === 'multimodal' ? 2 : 1))]!;

function draftOf(index: number, freight: Freight, today: string, random: Random): Draft {
  const fixed = freight.cases?.[index - 1];
  const route = fixed ?? random.pick(freight.routes);
  const boxes = fixed?.boxes ?? (isByContainer(route) ? random.pick([1, 1, 1, 2, 3]) : 0);
  return {
    index,
    route,
    departs: fixed?.departs ?? random.int(-60, 12),
    boxes: Array.from({ length: boxes }, () => boxNumber(random)),
    late: random.pick([0, 0, 0, 1, 2, 4]),
    random,
    today,
  };
}

/** Days from today to the arrival where the goods are cleared. */
export const arrivalDay = ({ route, departs, late }: Draft): number =>
  departs + clearedAt(route)[1] + late;

function recordOf(draft: Draft, freight: Freight): Shipment {
  const { index, route, departs, boxes, random, today } = draft;
  const drawn = random.pick(freight.customers);
  const [customer, contact] = freight.cases?.[index - 1] ? freight.customers[0]! : drawn;
  const arrived = arrivalDay(draft);
  const sea = isByContainer(route);
  const line = random.pick(lines);
  const [carrier, carrierCode] = sea ? line : route.mode === 'air' ? airline : haulier;
  const document = `${carrierCode}${String(700_000 + index)}`;
  const weight = random.int(4, 22) * 1_000 + random.int(0, 999);
  return {
    number: freight.numberOf(index),
    company: freight.company,
    customer,
    contact,
    operation: route.operation,
    mode: route.mode,
    load: sea ? 'fcl' : route.mode === 'air' ? 'air' : 'ftl',
    incoterm: random.pick(['FOB', 'CIF', 'EXW', 'DAP']),
    origin: route.stops[0]![0],
    destination: route.stops.length > 1 ? clearedAt(route)[0] : null,
    finalPlace: route.mode === 'multimodal' ? route.stops.at(-1)![0] : null,
    carrier,
    carrierCode,
    vessel: sea ? random.pick(vessels) : null,
    voyage: sea ? `${random.int(100, 399)}W` : null,
    flight: route.mode === 'air' ? `AC${random.int(100, 999)}` : null,
    booking: `BK${String(500_000 + index)}`,
    masterDocument:
      route.mode !== 'air' ? document : `999-${String(index).padStart(7, '0')}${index % 7}`,
    customsOffice: freight.customsOffice,
    declaration:
      arrived < 0 ? `26 ${random.int(10, 99)} ${random.int(1000, 9999)} ${700_000 + index}` : null,
    opened: addDays(today, departs - 12),
    closed: arrived < -14 ? addDays(today, arrived + 12) : null,
    packages: String(random.int(8, 400)),
    grossWeight: String(weight),
    volume: (weight / 410).toFixed(2),
    goods: random.pick(freight.goods),
    changedAt: `${addDays(today, Math.min(departs - 9, -1))}T15:00:00Z`,
    references: [
      { kind: 'customer_order', value: `OC-${4_000 + index}` },
      { kind: 'supplier_invoice', value: `INV-${9_100 + index}` },
    ],
    containers: boxes.map((number, i) => ({
      number,
      isoType: random.pick(['45G1', '22G1', '42G1']),
      load: 'full' as const,
      weight: String(Math.round(weight / boxes.length)),
      seals: [{ number: `SL${String(100_000 + index * 3 + i)}` }],
      clocks: [
        {
          kind: 'demurrage' as const,
          freeDays: 7,
          firstDayCounts: true,
          currency: 'USD',
          tiers: [
            { from: 1, to: 5, perDay: '120.00' },
            { from: 6, perDay: '210.00' },
          ],
        },
      ],
    })),
    deadlines: sea
      ? [
          { kind: 'vgm' as const, date: addDays(today, departs - 2), done: departs < -1 },
          { kind: 'documents' as const, date: addDays(today, departs - 3), done: departs < 0 },
        ]
      : [],
  };
}

/** Drafts of a tenant's shipments, each with its record; the same on every run but for the dates. */
export function draftShipments(
  slug: string,
  freight: Freight,
  today: string,
  count = freight.count,
): { draft: Draft; record: Shipment }[] {
  const random = seededRandom(`${slug} freight`);
  return Array.from({ length: count }, (_, index) => {
    const draft = draftOf(index + 1, freight, today, random);
    return { draft, record: recordOf(draft, freight) };
  });
}
