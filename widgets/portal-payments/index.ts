import { define } from '../core/define.ts';
import { PortalPayments } from './portal-payments.ts';

define(PortalPayments);
export { PortalPayments };
