import { define } from '../core/define.ts';
import { PortalMessages } from './portal-messages.ts';

define(PortalMessages);
export { PortalMessages };
