import type { Classifier, EventFamily, Precision } from '#contract/shipment-words';

/** What a milestone is made of: an event that is neither retracted nor deleted. */
export type EffectiveEvent = {
  /** Tells two events apart that are equal in all else. */
  key: string;
  /** Look-up key of the container; empty for all of the shipment. */
  container: string;
  family: EventFamily;
  code: string;
  empty: boolean | null;
  classifier: Classifier;
  /** Instant, ISO in UTC. */
  at: string;
  /** The clock of the place: `yyyy-mm-ddThh:mm`, or `yyyy-mm-dd` where no hour is known. */
  local: string;
  zone: string;
  precision: Precision;
  place: string | null;
  facility: string | null;
  mode: string | null;
  vessel: string | null;
  voyage: string | null;
  /** Number of the call of a vessel at a place; tells two calls at one place apart. */
  call: number | null;
  /** When the source made it, else when it came in. */
  known: string;
};

/** When something is expected, or was. */
export type Moment = Pick<EffectiveEvent, 'at' | 'local' | 'zone' | 'precision'>;

export type Milestone = Pick<
  EffectiveEvent,
  'container' | 'family' | 'code' | 'empty' | 'place' | 'facility' | 'mode' | 'vessel' | 'voyage'
> & {
  leg: number;
  planned: Moment | null;
  estimated: Moment | null;
  actual: Moment | null;
  /** What was expected at first, and before the last change. */
  first: Moment | null;
  previous: Moment | null;
  state: 'actual' | 'estimated' | 'planned' | 'omitted';
  /** It is expected at a time that has gone by: something later happened already. */
  overtaken: boolean;
  order: number;
};

/** An event of which another one of the same source says that it is void is none. */
export type Retraction = { source: string; retracts: string | null };

/** Whether an event is void, by what else its source said. */
export const retractedBy = (all: readonly Retraction[]) => {
  const gone = new Set(
    all.flatMap(({ source, retracts }) =>
      retracts === null ? [] : [JSON.stringify([source, retracts])],
    ),
  );
  return (source: string, sourceKey: string): boolean =>
    gone.has(JSON.stringify([source, sourceKey]));
};

const keyOf = ({ container, code, empty, place, call }: EffectiveEvent): string =>
  JSON.stringify([container, code, empty === true, place, call]);

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The later word of the source wins; of two at once the greater key, so that their order of arrival says nothing. */
const newestFirst = (a: EffectiveEvent, b: EffectiveEvent): number =>
  before(b.known, a.known) || before(b.key, a.key);

const momentOf = ({ at, local, zone, precision }: EffectiveEvent): Moment => ({
  at,
  local,
  zone,
  precision,
});

/** When a milestone is, as far as anybody knows. */
export const effective = ({
  actual,
  estimated,
  planned,
}: Pick<Milestone, Classifier>): Moment | null => actual ?? estimated ?? planned;

/**
 * The milestones of one shipment, whatever order its events came in. Of each the last word of every classifier counts;
 * an actual time beats an estimated one, and that a planned one.
 */
export function milestonesOf(events: readonly EffectiveEvent[]): Milestone[] {
  const made = [...Map.groupBy(events, keyOf).values()].map(milestoneOf);
  markLeftOut(made);
  made.sort(inOrder);
  return made.map((one, order) => ({ ...one, order }));
}

function milestoneOf(events: EffectiveEvent[]): Milestone {
  const of = (classifier: Classifier) =>
    events.filter((event) => event.classifier === classifier).toSorted(newestFirst);
  const [actual] = of('actual');
  const [estimated, ...earlier] = of('estimated');
  const [planned] = of('planned');
  const newest = actual ?? estimated ?? planned!;
  const expected = events
    .filter(({ classifier }) => classifier !== 'actual')
    .toSorted(newestFirst)
    .at(-1);
  const shown = estimated && momentOf(estimated);
  const other = earlier.find(({ at }) => at !== estimated?.at);
  return {
    container: newest.container,
    family: newest.family,
    code: newest.code,
    empty: newest.empty,
    place: newest.place,
    facility: newest.facility,
    mode: newest.mode,
    vessel: newest.vessel,
    voyage: newest.voyage,
    leg: newest.call ?? 0,
    planned: planned ? momentOf(planned) : null,
    estimated: shown ?? null,
    actual: actual ? momentOf(actual) : null,
    first: expected ? momentOf(expected) : null,
    previous: other ? momentOf(other) : null,
    state: actual ? 'actual' : estimated ? 'estimated' : 'planned',
    overtaken: false,
    order: 0,
  };
}

/** What was expected before something that happened, and at another place, was left out of the way. */
function markLeftOut(all: Milestone[]): void {
  const happened = all.filter((one) => one.actual);
  const last = happened.reduce((most, { actual }) => (actual!.at > most ? actual!.at : most), '');
  for (const one of all) {
    if (one.actual) continue;
    const beyond = happened.some(
      (other) =>
        one.first !== null &&
        other.first !== null &&
        other.first.at > one.first.at &&
        other.place !== one.place &&
        (other.container === one.container || other.container === '' || one.container === '') &&
        (one.family === 'equipment') === (other.family === 'equipment'),
    );
    if (beyond) one.state = 'omitted';
    else one.overtaken = (effective(one)?.at ?? '') < last;
  }
}

function inOrder(a: Milestone, b: Milestone): number {
  return (
    before(effective(a)?.at ?? '', effective(b)?.at ?? '') ||
    a.leg - b.leg ||
    before(a.container, b.container) ||
    before(a.code, b.code) ||
    before(a.place ?? '', b.place ?? '') ||
    Number(a.empty === true) - Number(b.empty === true)
  );
}
