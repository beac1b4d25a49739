import { define } from '../core/define.ts';
import { PortalPrices } from './portal-prices.ts';

define(PortalPrices);
export { PortalPrices };
