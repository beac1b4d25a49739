export { PortalDocuments as widget } from './portal-documents.ts';
