import { define } from '../core/define.ts';
import { PortalShipments } from './portal-shipments.ts';

define(PortalShipments);
export { PortalShipments };
