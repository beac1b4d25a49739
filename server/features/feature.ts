import type Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Endpoint } from '#contract/endpoint';
import type { SectionFigure } from '#contract/home';
import type { SyncEntity } from '#contract/permissions';
import type { Section } from '#contract/sections';
import type { Db } from '../db/scope.ts';
import type { PersonCaller } from '../http/caller.ts';
import type { Gate } from '../http/gate.ts';
import { mount, type Handlers, type InTenant } from '../http/mount.ts';
import type { Composer } from '../output/mail.ts';

/** A feature's section on the home page. */
export type FeatureSection = {
  section: Section;
  /** The records whose last synchronisation dates the figure; null where they are made here. */
  source: SyncEntity | null;
  /** The figure beside its name; null where the caller has none. */
  figure: (db: Db, caller: PersonCaller) => Promise<Partial<SectionFigure> | null>;
};

/** What a feature is to the rest of the server: nobody needs to know which one it is. */
export type Feature<Deps> = {
  /** The endpoints it serves, by method and path. */
  endpoints: readonly string[];
  mount(router: Router, gate: Gate, deps: Deps): void;
  /** Pages outside the API. */
  pages?: (deps: Deps) => Middleware;
  section?: FeatureSection;
  /** Writes its kinds of mail. */
  composers?: (deps: Deps) => Record<string, Composer<Db>>;
  /** Deletes the expired rows of one tenant. */
  sweep?: (db: Db) => Promise<void>;
  /** What comes due by the clock: whose, asked without a tenant, and what is then done for each. */
  due?: {
    tenants: (db: Db) => Promise<string[]>;
    /** @returns whether there is more to do at once */
    act: (db: Db, tenantId: string) => Promise<boolean | void>;
  };
  /** Deletes expired rows that are no tenant's. */
  sweepShared?: (db: Db) => Promise<void>;
  /** Work for one tenant that is due from time to time and opens its own transactions. */
  upkeep?: (inTenant: InTenant) => Promise<unknown>;
};

/**
 * Defines a feature: its endpoints in the contract, a handler for each, and its part of what runs besides.
 * The parameters of its functions say what it needs; `server/features.ts` hands that over.
 */
export function defineFeature<
  const G extends Record<string, Endpoint>,
  ForHandlers = unknown,
  ForPages = unknown,
  ForComposers = unknown,
>({
  endpoints,
  handlers,
  ...rest
}: {
  endpoints: G;
  handlers: (deps: ForHandlers) => Handlers<G>;
  pages?: (deps: ForPages) => Middleware;
  composers?: (deps: ForComposers) => Record<string, Composer<Db>>;
} & Pick<Feature<unknown>, 'section' | 'sweep' | 'sweepShared' | 'upkeep' | 'due'>): Feature<
  ForHandlers & ForPages & ForComposers
> {
  return {
    ...rest,
    endpoints: Object.keys(endpoints),
    mount: (router, gate, deps) => mount(router, endpoints, handlers(deps), gate),
  };
}
