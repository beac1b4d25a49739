import { portfolio as endpoints } from '#contract/portfolio';
import { writeSheet } from '../../output/sheet.ts';
import type { Texts } from '../../output/texts.ts';
import { ownTexts } from '../../records/branding.ts';
import { defineFeature } from '../feature.ts';
import { portfolioChunks, portfolioFigure, portfolioOf } from './portfolio.service.ts';
import { sheetColumns, sheetRows } from './portfolio.sheet.ts';

/** The customers an executive looks after, with what they owe and what was done about it. */
export const portfolio = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => ({
    'GET /portfolio': ({ db, caller, query }) => portfolioOf(db, caller, query),
    'GET /exports/portfolio': {
      detached: async ({ inTenant, caller, query: { locale, ...filter } }) => {
        const chunks = portfolioChunks(inTenant, caller, filter);
        const own = await inTenant((db) => ownTexts(db, caller.tenant.id, locale));
        const t = texts(locale, own);
        return {
          name: `${t('portfolio.title')}.xlsx`,
          content: writeSheet({
            name: t('portfolio.title'),
            author: caller.tenant.name,
            columns: sheetColumns(t),
            rows: sheetRows(chunks, t),
          }),
        };
      },
    },
  }),
  section: { section: 'portfolio', source: 'open-items', figure: portfolioFigure },
});
