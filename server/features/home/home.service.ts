import type { Executive, SectionFigure } from '#contract/home';
import { sectionsOpenTo } from '#contract/sections';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { executiveOf } from '../../records/executives.ts';
import type { FeatureSection } from '../feature.ts';
import { createHomeQueries } from './home.queries.ts';

const noFigure = { count: null, more: false, asked: null, overdue: null, run: null };

/** @param sections of the features: where each takes its figure from */
export function createHomeService(sections: readonly FeatureSection[]) {
  return {
    home: async (
      db: Db,
      caller: PersonCaller,
    ): Promise<{ sections: SectionFigure[]; executive: Executive | null }> => {
      const queries = createHomeQueries(db);
      const open = sectionsOpenTo((permission) => caller.grants.has(permission)).flatMap((name) =>
        sections.filter(({ section }) => section === name),
      );
      // None of these waits for another: they leave the server together.
      const [figures, applied, executive] = await Promise.all([
        Promise.all(open.map(({ figure }) => figure(db, caller))),
        queries.appliedAt(open.flatMap(({ source }) => source ?? [])),
        caller.customer && executiveOf(db, caller.customer.id),
      ]);
      return {
        sections: open.map(({ section, source }, i) => ({
          section,
          ...noFigure,
          ...figures[i],
          asOf: applied.get(source ?? '') ?? null,
        })),
        executive: executive ?? null,
      };
    },

    /**
     * Accepts the terms of use.
     * @returns whether this call did; a repeated one changes nothing
     * @throws AppError `terms_changed` where another version holds, or none
     */
    acceptTerms: async (db: Db, caller: PersonCaller, version: string): Promise<boolean> => {
      const queries = createHomeQueries(db);
      if ((await queries.termsVersion(caller.tenant.id)) !== version)
        throw new AppError('terms_changed');
      return queries.acceptTerms(caller.tenant.id, caller.identityId, version);
    },
  };
}
