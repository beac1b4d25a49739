import { define } from '../core/define.ts';
import { PortalOrderEntry } from './portal-order-entry.ts';

define(PortalOrderEntry);
export { PortalOrderEntry };
