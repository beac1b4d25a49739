export { PortalContacts as widget } from './portal-contacts.ts';
