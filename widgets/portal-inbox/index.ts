import { define } from '../core/define.ts';
import { PortalInbox } from './portal-inbox.ts';

define(PortalInbox);
export { PortalInbox };
