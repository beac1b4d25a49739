import { define } from '../core/define.ts';
import { PortalMassSend } from './portal-mass-send.ts';

define(PortalMassSend);
export { PortalMassSend };
