// Whether the tests of the elements exercise everything that pages may rely on: attributes, events, slots and parts of
// the manifest, and every state. Reads what the pages of a run took down (SURFACE_SEEN, lines of `tag kind name`).
//
//   node test/support/exercised.ts FILE
import { readFileSync } from 'node:fs';
import { describeElements } from '../../widgets/custom-elements.ts';
import { elementNames } from '../../widgets/elements.ts';
import type { PortalState } from '../../widgets/core/events.ts';

const states: Record<PortalState, true> = {
  loading: true,
  ready: true,
  empty: true,
  error: true,
  forbidden: true,
  'signed-out': true,
  stale: true,
};

/** @returns what no test exercised, as lines of `tag kind name` */
async function missedIn(seen: ReadonlySet<string>): Promise<string[]> {
  const reached = new Set([...seen].map((line) => line.replace(/^\S+ states /, 'any states ')));
  const declared = (await describeElements(elementNames)).modules
    .flatMap(({ declarations }) => declarations)
    .flatMap(({ tagName, attributes = [], events = [], slots = [], cssParts = [] }) =>
      Object.entries({ attributes, events, slots, parts: cssParts }).flatMap(([kind, names]) =>
        names.map(({ name }) => `${tagName} ${kind} ${name}`),
      ),
    );
  return [...declared, ...Object.keys(states).map((state) => `any states ${state}`)]
    .filter((line) => !reached.has(line))
    .toSorted();
}

const seen = new Set(readFileSync(process.argv[2]!, 'utf8').split('\n').filter(Boolean));
const missing = await missedIn(seen);
for (const line of missing) console.error(`no test exercises: ${line}`);
process.exitCode = missing.length > 0 ? 1 : 0;
