export { PortalInvoices as widget } from './portal-invoices.ts';
