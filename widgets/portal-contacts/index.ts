import { define } from '../core/define.ts';
import { PortalContacts } from './portal-contacts.ts';

define(PortalContacts);
export { PortalContacts };
