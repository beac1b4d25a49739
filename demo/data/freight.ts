import { containerDigit } from '#contract/cargo-numbers';
import type { SyncInput } from '#contract/sync';
import { fromDcsa } from '../../server/features/sync/dcsa.ts';
import { addDays } from './dates.ts';
import { seededRandom, type Random } from './random.ts';

type Shipment = SyncInput<'shipments'>;
type Event = SyncInput<'shipment-events'>;

/** A way that goods of a tenant take: places by code, and the days between them. */
export type Route = {
  operation: Shipment['operation'];
  mode: 'sea' | 'air';
  /** Origin, perhaps a place in between, destination; and days after departure at which each is reached. */
  stops: readonly (readonly [code: string, days: number])[];
};

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
};

const lines = [
  ['Naviera Ballena Gris', 'XBGR'],
  ['Línea Estrella de Mar', 'XEDM'],
  ['Oceánica del Albatros', 'XALB'],
] as const;
const vessels = ['Cormorán Azul', 'Estela de Plata', 'Viento de Levante', 'Faro del Sur'];

/** What is drawn of a shipment before its records are made. */
type Draft = {
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

function draftOf(index: number, freight: Freight, today: string, random: Random): Draft {
  const route = random.pick(freight.routes);
  const boxes = route.mode === 'sea' ? random.pick([1, 1, 1, 2, 3]) : 0;
  return {
    index,
    route,
    departs: random.int(-60, 12),
    boxes: Array.from({ length: boxes }, () => boxNumber(random)),
    late: random.pick([0, 0, 0, 1, 2, 4]),
    random,
    today,
  };
}

const arrivalDay = ({ route, departs, late }: Draft): number =>
  departs + route.stops.at(-1)![1] + late;

function recordOf(draft: Draft, freight: Freight): Shipment {
  const { index, route, departs, boxes, random, today } = draft;
  const [customer, contact] = random.pick(freight.customers);
  const [carrier, carrierCode] = random.pick(lines);
  const arrived = arrivalDay(draft);
  const sea = route.mode === 'sea';
  const document = `${carrierCode}${String(700_000 + index)}`;
  const weight = random.int(4, 22) * 1_000 + random.int(0, 999);
  return {
    number: freight.numberOf(index),
    company: freight.company,
    customer,
    contact,
    operation: route.operation,
    mode: route.mode,
    load: sea ? 'fcl' : 'air',
    incoterm: random.pick(['FOB', 'CIF', 'EXW', 'DAP']),
    origin: route.stops[0]![0],
    destination: route.stops.at(-1)![0],
    carrier: sea ? carrier : 'Alas del Colibrí',
    carrierCode: sea ? carrierCode : '999',
    vessel: sea ? random.pick(vessels) : null,
    voyage: sea ? `${random.int(100, 399)}W` : null,
    flight: sea ? null : `AC${random.int(100, 999)}`,
    booking: `BK${String(500_000 + index)}`,
    masterDocument: sea ? document : `999-${String(index).padStart(7, '0')}${index % 7}`,
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

/** What has happened, or is expected: the event, and days from today. */
type Step = { days: number; hour: number; body: Record<string, unknown>; place: string };

/** The events of a shipment by sea, as its carrier sends them in DCSA 2.2. */
function seaEvents(draft: Draft, record: Shipment): Event[] {
  const { index, route, departs, boxes, late, today } = draft;
  const [origin, destination] = [route.stops[0]![0], route.stops.at(-1)![0]];
  const arrived = arrivalDay(draft);
  const steps: Step[] = [];
  const transport = (code: string, place: string, days: number, hour: number) =>
    steps.push({
      days,
      hour,
      place,
      body: { eventType: 'TRANSPORT', transportEventTypeCode: code },
    });
  const equipment = (code: string, place: string, days: number, empty = false) => {
    for (const equipmentReference of boxes)
      steps.push({
        days,
        hour: 10,
        place,
        body: {
          eventType: 'EQUIPMENT',
          equipmentEventTypeCode: code,
          equipmentReference,
          emptyIndicatorCode: empty ? 'EMPTY' : 'LADEN',
        },
      });
  };
  equipment('GTOT', origin, departs - 8, true);
  equipment('GTIN', origin, departs - 3);
  for (const [i, [place, after]] of route.stops.entries()) {
    if (i > 0) transport('ARRI', place, departs + after + late, 6);
    if (i < route.stops.length - 1)
      transport('DEPA', place, departs + after + (i > 0 ? late + 1 : 0), 20);
  }
  equipment('DISC', destination, arrived + 1);
  if (index % 3 === 0) equipment('CUSI', destination, arrived + 3);
  equipment('CUSR', destination, arrived + 5);
  equipment('GTOT', destination, arrived + (index % 4 === 0 ? 11 : 6));
  equipment('STRP', destination, arrived + (index % 4 === 0 ? 12 : 7));
  const wire = steps.flatMap((step, i) => {
    const known = Math.min(step.days, -1);
    const one = (classifier: string, days: number, made: number, suffix: string) =>
      dcsa(step, { id: `${record.number}-${i}${suffix}`, classifier, days, made, record, today });
    // Of the arrival the first estimate as well, from before anybody knew that it would be late.
    const isArrival = step.body['transportEventTypeCode'] === 'ARRI' && step.place === destination;
    const first =
      isArrival && late > 0 ? [one('EST', step.days - late, Math.min(departs, -2), 'p')] : [];
    if (step.days < 0) return [...first, one('ACT', step.days, known, 'a')];
    return step.days < arrived + 2 || isArrival
      ? [...first, one('EST', step.days, known, 'e')]
      : first;
  });
  return wire.map(fromDcsa);
}

function dcsa(
  { body, hour, place }: Step,
  more: {
    id: string;
    classifier: string;
    days: number;
    made: number;
    record: Shipment;
    today: string;
  },
) {
  const { id, classifier, days, made, record, today } = more;
  const clock = `${String(hour).padStart(2, '0')}:00:00`;
  return {
    eventID: id,
    eventCreatedDateTime: `${addDays(today, Math.min(made, -1))}T21:30:00Z`,
    eventClassifierCode: classifier,
    // The clock of the place, as many carriers write it.
    eventDateTime: `${addDays(today, days)}T${clock}`,
    ...body,
    documentReferences: [{ documentReferenceType: 'BKG', documentReferenceValue: record.booking }],
    transportCall: {
      UNLocationCode: place,
      modeOfTransport: 'VESSEL',
      exportVoyageNumber: record.voyage,
      facilityTypeCode: 'POTE',
      vessel: { vesselName: record.vessel },
    },
  };
}

/** The events of a shipment by air, by the codes of IATA. */
function airEvents(draft: Draft, record: Shipment): Event[] {
  const { route, departs, late, today } = draft;
  const [origin, destination] = [route.stops[0]![0], route.stops.at(-1)![0]];
  const arrived = departs + route.stops.at(-1)![1] + late;
  const steps = [
    ['RCS', origin, departs - 1],
    ['DEP', origin, departs],
    ['ARR', destination, arrived],
    ['RCF', destination, arrived],
    ['CCD', destination, arrived + 2],
    ['DLV', destination, arrived + 3],
  ] as const;
  return steps.flatMap(([code, location, days], i): Event[] =>
    days < 0 || code === 'DEP' || code === 'ARR'
      ? [
          {
            source: 'AEREA',
            id: `${record.number}-${i}`,
            shipment: record.number,
            family: 'air',
            code,
            classifier: days < 0 ? 'actual' : 'estimated',
            at: `${addDays(today, days)}T${String(8 + i).padStart(2, '0')}:00`,
            location,
            mode: 'air',
            createdAt: `${addDays(today, Math.min(days, -1))}T22:00:00Z`,
          },
        ]
      : [],
  );
}

/** The shipments of a tenant with all that happened to them; the same on every run but for the dates. */
export function freightRecords(slug: string, freight: Freight, today: string) {
  const random = seededRandom(`${slug} freight`);
  const made = Array.from({ length: freight.count }, (_, index) => {
    const draft = draftOf(index + 1, freight, today, random);
    const record = recordOf(draft, freight);
    const happened = draft.route.mode === 'sea' ? seaEvents : airEvents;
    return { record, events: happened(draft, record) };
  });
  return {
    locations: freight.places,
    shipments: made.map(({ record }) => record),
    'shipment-events': made.flatMap(({ events }) => events),
    positions: [],
  };
}
