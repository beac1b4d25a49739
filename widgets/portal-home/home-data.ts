import type { ReactiveControllerHost } from 'lit';
import type { Executive, SectionFigure } from '#contract/home';
import type { Portal } from '../core/index.ts';
import { Resource } from '../records/resource.ts';

export type Home = { sections: SectionFigure[]; executive: Executive | null };

/** The sections with their figures. @param may whether there is somebody to ask for */
export const homeResource = (
  host: ReactiveControllerHost,
  portal: () => Portal,
  may: () => boolean,
): Resource<true, Home> =>
  new Resource(host, {
    portal,
    may,
    query: () => true as const,
    load: (client, _, signal) => client.call('GET /home', { signal }),
    isEmpty: ({ sections }) => sections.length === 0,
  });
