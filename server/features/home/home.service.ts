import type { Executive, RunFigure, SectionFigure, StatementFigure } from '#contract/home';
import type { SyncEntity } from '#contract/permissions';
import { sectionsOpenTo, type Section } from '#contract/sections';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { Caller, PersonCaller } from '../../http/caller.ts';
import { createHomeQueries } from './home.queries.ts';

type Counted = { count: number; more: boolean };
/** What a section has for a caller; null where it has no figure. */
type Figure<T> = (db: Db, caller: Caller) => Promise<T | null>;
export type Figures = Record<
  Exclude<Section, 'statement' | 'mass-send' | 'contacts'>,
  Figure<Counted>
> & {
  statement: Figure<StatementFigure>;
  'mass-send': Figure<RunFigure>;
};

/** What the ERP must have sent for a section to be up to date. */
const sources: Record<Section, SyncEntity | null> = {
  orders: 'orders',
  invoices: 'invoices',
  stock: 'stock-readings',
  prices: 'price-items',
  statement: 'open-items',
  // These come from here, not from the ERP.
  'mass-send': null,
  contacts: null,
};
const noFigure = { count: null, more: false, overdue: null, run: null };

/** The figure of a section, as the part of the answer it is. */
async function figureOf(
  figures: Figures,
  section: Section,
  db: Db,
  caller: Caller,
): Promise<Partial<SectionFigure>> {
  if (section === 'statement') return { overdue: await figures.statement(db, caller) };
  if (section === 'mass-send') return { run: await figures['mass-send'](db, caller) };
  if (section === 'contacts') return {};
  return (await figures[section](db, caller)) ?? {};
}

/** @param figures the counts of the features behind the sections */
export function createHomeService(figures: Figures) {
  return {
    home: async (
      db: Db,
      caller: PersonCaller,
    ): Promise<{ sections: SectionFigure[]; executive: Executive | null }> => {
      const queries = createHomeQueries(db);
      const open = sectionsOpenTo((permission) => caller.grants.has(permission));
      // None of these waits for another: they leave the server together.
      const [counted, applied, executive] = await Promise.all([
        Promise.all(open.map((section) => figureOf(figures, section, db, caller))),
        queries.appliedAt(open.flatMap((section) => sources[section] ?? [])),
        caller.customer && queries.executiveOf(caller.customer.id),
      ]);
      return {
        sections: open.map((section, i) => ({
          section,
          ...noFigure,
          ...counted[i],
          asOf: applied.get(sources[section] ?? '') ?? null,
        })),
        executive: executive ?? null,
      };
    },

    /**
     * Accepts the terms of use.
     * @returns whether this call did; a repeated one changes nothing
     * @throws AppError `terms_changed` where another version holds, or none
     */
    acceptTerms: (db: Db, caller: PersonCaller, version: string): Promise<boolean> => {
      if (caller.tenant.terms?.version !== version) throw new AppError('terms_changed');
      return createHomeQueries(db).acceptTerms(caller.tenant.id, caller.identityId, version);
    },
  };
}
