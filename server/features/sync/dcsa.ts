import type { SyncInput } from '#contract/sync';
import type { Classifier, EventFamily, FacilityType, LegMode } from '#contract/shipment-words';

/** An event of DCSA Track & Trace: 2.2 has everything side by side, 3.0 parts metadata from the payload. */
type Fields = Readonly<Record<string, unknown>>;

const families: Record<string, EventFamily> = {
  SHIPMENT: 'shipment',
  TRANSPORT: 'transport',
  EQUIPMENT: 'equipment',
};
const classifiers: Record<string, Classifier> = {
  ACT: 'actual',
  EST: 'estimated',
  PLN: 'planned',
  REQ: 'planned',
};
const facilityTypes: Record<string, FacilityType> = {
  POTE: 'port_terminal',
  OFFD: 'off_dock_storage',
  COYA: 'off_dock_storage',
  DEPO: 'depot',
  INTE: 'inland_terminal',
  COFS: 'freight_station',
  CLOC: 'customer',
  BOCR: 'border',
  BRTH: 'berth',
  RAMP: 'ramp',
};
const modes: Record<string, LegMode> = {
  VESSEL: 'vessel',
  BARGE: 'barge',
  RAIL: 'rail',
  TRUCK: 'truck',
};

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
/** A text that says something; whatever else stands there is left out. */
const textOf = (value: unknown, max = 200): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, max) : null;
const wordOf = <T>(words: Record<string, T>, value: unknown): T | null =>
  typeof value === 'string' && Object.hasOwn(words, value) ? words[value]! : null;
/** Degrees with as many digits as are kept; sources write up to nine. */
const degreesOf = (value: unknown): string | null => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number.toFixed(6) : null;
};

/** The documents an event is about or belongs to: bookings by themselves, all others together. */
function documentsOf(payload: Fields) {
  const all = [
    ...listOf(payload.documentReferences).map((one) => [
      one.documentReferenceType,
      one.documentReferenceValue,
    ]),
    ...listOf(payload.relatedDocumentReferences).map((one) => [one.type, one.value]),
    [payload.documentTypeCode, payload.documentReference ?? payload.documentID],
  ].flatMap(([type, value]) => {
    const reference = textOf(value, 60);
    return reference ? [{ type: textOf(type), reference }] : [];
  });
  const booking = all.find(({ type }) => type === 'BKG') ?? all.find(({ type }) => type === 'CBR');
  return {
    booking: booking?.reference ?? null,
    documents: all
      .filter(({ type }) => type === 'TRD' || type === 'SHI')
      .map(({ reference }) => reference),
  };
}

/** Where and by what an event is. */
function carriageOf(payload: Fields) {
  const call = fieldsOf(payload.transportCall);
  const location = fieldsOf(payload.eventLocation ?? call.location);
  const vessel = fieldsOf(call.vessel);
  const sequence = Number(call.transportCallSequenceNumber ?? Number.NaN);
  const [latitude, longitude] = [degreesOf(location.latitude), degreesOf(location.longitude)];
  const located = latitude !== null && longitude !== null;
  return {
    location: textOf(location.UNLocationCode ?? call.UNLocationCode, 20),
    locationName: textOf(location.locationName),
    latitude: located ? latitude : null,
    longitude: located ? longitude : null,
    facility: textOf(call.otherFacility ?? location.facilityCode ?? call.facilityCode),
    facilityType: wordOf(facilityTypes, call.facilityTypeCode ?? payload.facilityTypeCode),
    mode: wordOf(modes, call.modeOfTransport),
    vessel: textOf(vessel.vesselName ?? vessel.name),
    vesselImo: textOf(vessel.vesselIMONumber, 10),
    voyage: textOf(
      call.exportVoyageNumber ??
        call.carrierExportVoyageNumber ??
        call.carrierVoyageNumber ??
        call.importVoyageNumber ??
        call.carrierImportVoyageNumber,
      60,
    ),
    call: Number.isInteger(sequence) && sequence >= 0 && sequence <= 1_000 ? sequence : null,
  };
}

/** The one container that is named, where only one is. */
function containerOf(payload: Fields, family: EventFamily | null): string | null {
  const own = textOf(payload.equipmentReference, 60);
  if (own || family !== 'shipment') return own;
  const named = listOf(payload.references).flatMap(
    (one) =>
      ((one.referenceType ?? one.type) === 'EQ' && textOf(one.referenceValue ?? one.value, 60)) ||
      [],
  );
  return named.length === 1 ? named[0]! : null;
}

/**
 * An event of a carrier as a record of ours. Whatever is missing in it the schema of records finds, so nothing is
 * refused here.
 */
export function fromDcsa(raw: unknown): SyncInput<'shipment-events'> {
  const event = fieldsOf(raw);
  const metadata = fieldsOf(event.metadata ?? event);
  const payload = fieldsOf(event.payload ?? (event.metadata ? {} : event));
  const publisher = fieldsOf(metadata.publisher);
  const family = wordOf(families, metadata.eventType ?? payload.eventType);
  const retracts = textOf(metadata.retractedEventID, 60);
  const createdAt = textOf(metadata.eventCreatedDateTime, 40);
  const code =
    payload.equipmentEventTypeCode ??
    payload.transportEventTypeCode ??
    payload.shipmentEventTypeCode ??
    payload.eventTypeCode;
  return {
    source: textOf(publisher.carrierCode, 60) ?? 'DCSA',
    id: textOf(metadata.eventID, 60),
    ...(family && { family }),
    code: textOf(code, 20),
    classifier: wordOf(classifiers, payload.eventClassifierCode) ?? 'actual',
    // What takes back an event need have no time of its own.
    at: textOf(payload.eventDateTime, 40) ?? (retracts && createdAt) ?? '',
    ...documentsOf(payload),
    container: containerOf(payload, family),
    empty: wordOf({ EMPTY: true, LADEN: false }, payload.emptyIndicatorCode),
    ...carriageOf(payload),
    documentKind: textOf(payload.documentTypeCode, 10),
    delayReason: textOf(payload.delayReasonCode, 10),
    remark: textOf(payload.changeRemark ?? payload.reason, 250),
    createdAt: createdAt && /(Z|[+-]\d\d:?\d\d)$/.test(createdAt) ? createdAt : null,
    retracts,
  };
}
