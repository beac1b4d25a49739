import { shipmentMap as endpoints } from '#contract/shipment-map';
import { defineFeature } from '../../feature.ts';
import { shipmentMapOf } from './map.service.ts';

/** The way of a shipment on a map. */
export const shipmentMap = defineFeature({
  endpoints,
  handlers: ({ version }: { version: string }) => ({
    'GET /shipments/:id/map': ({ db, caller, params }) =>
      shipmentMapOf(db, caller, params.id, version),
  }),
});
