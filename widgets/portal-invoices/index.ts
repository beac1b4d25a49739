import { define } from '../core/define.ts';
import { PortalInvoices } from './portal-invoices.ts';

define(PortalInvoices);
export { PortalInvoices };
