import { define } from '../core/define.ts';
import { PortalStock } from './portal-stock.ts';

define(PortalStock);
export { PortalStock };
