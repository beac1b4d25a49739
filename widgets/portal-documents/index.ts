import { define } from '../core/define.ts';
import { PortalDocuments } from './portal-documents.ts';

define(PortalDocuments);
export { PortalDocuments };
