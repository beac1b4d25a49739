import { stock as endpoints } from '#contract/stock';
import { createErpClient } from '../../output/erp-client.ts';
import { defineFeature } from '../feature.ts';
import { createStockService, stockFigure, type ErpOptions } from './stock.service.ts';

/** Materials, plants, and the stock in them: stored, or as the ERP answers. */
export const stock = defineFeature({
  endpoints,
  handlers: ({ erp }: { erp?: ErpOptions }) => {
    const service = createStockService({ ask: createErpClient(erp), restMs: erp?.restMs });
    return {
      'GET /plants': ({ db }) => service.plants(db),
      'GET /materials': ({ db, query }) => service.materials(db, query),
      // Detached: no transaction waits for the ERP.
      'POST /stock-queries': {
        detached: ({ inTenant, caller, body }) => service.query(inTenant, caller, body),
      },
    };
  },
  section: { section: 'stock', source: 'stock-readings', figure: stockFigure },
});
