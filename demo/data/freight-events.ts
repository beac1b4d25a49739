import type { SyncInput } from '#contract/sync';
import { fromDcsa } from '../../server/features/sync/dcsa.ts';
import { addDays } from './dates.ts';
import {
  arrivalDay,
  clearedAt,
  draftShipments,
  isByContainer,
  type Draft,
  type Freight,
  type Shipment,
} from './freight.ts';

type Event = SyncInput<'shipment-events'>;

/** What has happened, or is expected: the event, and days from today. */
type Step = {
  days: number;
  hour: number;
  body: Record<string, unknown>;
  place: string;
  by: 'VESSEL' | 'TRUCK';
};

/** An event as DCSA Track & Trace 2.2 has it, and days from today to when it was made. */
export type Message = ReturnType<typeof dcsa>;

/** All steps of a shipment by sea or road, the coming ones as well, in their order. */
function stepsOf({ index, route, departs, boxes, late, ...draft }: Draft): Step[] {
  const { stops, mode } = route;
  const [origin] = stops[0]!;
  const [cleared] = clearedAt(route);
  const arrived = arrivalDay({ index, route, departs, boxes, late, ...draft });
  const steps: Step[] = [];
  const transport = (code: string, at: number, days: number, hour: number, truck: boolean) =>
    steps.push({
      days,
      hour,
      place: stops[at]![0],
      by: truck ? 'TRUCK' : 'VESSEL',
      body: { eventType: 'TRANSPORT', transportEventTypeCode: code },
    });
  const equipment = (code: string, place: string, days: number, empty = false) => {
    // What travels in no container is told of as a whole.
    for (const equipmentReference of isByContainer(route) ? boxes : [undefined])
      steps.push({
        days,
        hour: 10,
        place,
        by: mode === 'road' ? 'TRUCK' : 'VESSEL',
        body: {
          eventType: 'EQUIPMENT',
          equipmentEventTypeCode: code,
          equipmentReference,
          emptyIndicatorCode: empty ? 'EMPTY' : 'LADEN',
        },
      });
  };
  if (mode !== 'road') equipment('GTOT', origin, departs - 8, true);
  equipment('GTIN', origin, departs - 3);
  const byTruck = (leg: number) =>
    mode === 'road' || (mode === 'multimodal' && leg === stops.length - 1);
  for (const [i, [, after]] of stops.entries()) {
    if (i > 0) transport('ARRI', i, departs + after + late, 6, byTruck(i));
    if (i === stops.length - 1) break;
    const stays = byTruck(i + 1) && i > 0 ? 6 : i > 0 ? 1 : 0;
    transport('DEPA', i, departs + after + (i > 0 ? late : 0) + stays, 20, byTruck(i + 1));
  }
  if (stops.length === 1) return steps;
  if (mode !== 'road') equipment('DISC', cleared, arrived + 1);
  if (index % 3 === 0) equipment('CUSI', cleared, arrived + (mode === 'road' ? 0 : 3));
  equipment('CUSR', cleared, arrived + (mode === 'road' ? 1 : 5));
  const last = stops.at(-1)![0];
  const out = arrived + (mode === 'road' ? 1 : index % 4 === 0 ? 11 : 6);
  if (mode !== 'multimodal') equipment('GTOT', cleared, out);
  equipment('STRP', last, mode === 'multimodal' ? departs + stops.at(-1)![1] + late + 1 : out + 1);
  return steps;
}

/** The events of a shipment by sea or road as its carrier sends them, in DCSA 2.2. */
export function carrierMessages(draft: Draft, record: Shipment): Message[] {
  const { departs, late, today } = draft;
  const arrived = arrivalDay(draft);
  return stepsOf(draft).flatMap((step, i) => {
    const known = Math.min(step.days, -1);
    const one = (classifier: string, days: number, made: number, suffix: string) =>
      dcsa(step, { id: `${record.number}-${i}${suffix}`, classifier, days, made, record, today });
    // Of the arrival the first estimate as well, from before anybody knew that it would be late.
    const isArrival =
      step.body['transportEventTypeCode'] === 'ARRI' &&
      [record.destination, record.finalPlace].includes(step.place);
    const first =
      isArrival && late > 0 ? [one('EST', step.days - late, Math.min(departs, -2), 'p')] : [];
    if (step.days < 0) return [...first, one('ACT', step.days, known, 'a')];
    return step.days < arrived + 2 || isArrival
      ? [...first, one('EST', step.days, known, 'e')]
      : first;
  });
}

function dcsa(
  { body, hour, place, by }: Step,
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
      modeOfTransport: by,
      ...(by === 'VESSEL' && {
        exportVoyageNumber: record.voyage,
        facilityTypeCode: 'POTE',
        vessel: { vesselName: record.vessel },
      }),
    },
  };
}

/** The events of a shipment by air, by the codes of IATA. */
export function airEvents(draft: Draft, record: Shipment): Event[] {
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

/** The shipments of a tenant with all that happened to them, as an ERP sends it. */
export function freightRecords(slug: string, freight: Freight, today: string) {
  const made = freight.door ? [] : draftShipments(slug, freight, today);
  return {
    locations: freight.places,
    shipments: made.map(({ record }) => record),
    'shipment-events': made.flatMap(({ draft, record }) =>
      draft.route.mode === 'air'
        ? airEvents(draft, record)
        : carrierMessages(draft, record).map(fromDcsa),
    ),
    positions: [],
  };
}
