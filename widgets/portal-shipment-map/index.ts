import { define } from '../core/define.ts';
import { PortalShipmentMap } from './portal-shipment-map.ts';

define(PortalShipmentMap);
export { PortalShipmentMap };
