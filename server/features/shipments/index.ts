import { shipments as endpoints } from '#contract/shipments';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { exportFile } from './shipments.export.ts';
import {
  findDetail,
  listEvents,
  listShipments,
  shipmentFigures,
  shipmentsFigure,
} from './shipments.service.ts';
import { tellDeadlines, tellFreeDays } from './telling.ts';

/** Shipments: the list, the detail, what happened, and the exports. */
export const shipments = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => ({
    'GET /shipments': ({ db, caller, query }) => listShipments(db, caller, query),
    'GET /shipment-figures': ({ db, caller, query }) => shipmentFigures(db, caller, query.customer),
    'GET /shipments/:id': ({ db, caller, params }) => findDetail(db, caller, params.id),
    'GET /shipments/:id/events': ({ db, caller, params, query }) =>
      listEvents(db, caller, params.id, query),
    'GET /exports/shipments/csv': {
      detached: ({ inTenant, caller, query }) => exportFile('csv', texts, inTenant, caller, query),
    },
    'GET /exports/shipments/xlsx': {
      detached: ({ inTenant, caller, query }) => exportFile('xlsx', texts, inTenant, caller, query),
    },
  }),
  sweep: async (db) => {
    await tellFreeDays(db);
    await tellDeadlines(db);
  },
  section: { section: 'shipments', source: 'shipment-events', figure: shipmentsFigure },
});
