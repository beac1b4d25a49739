import { define } from '../core/define.ts';
import { PortalAudit } from './portal-audit.ts';

define(PortalAudit);
export { PortalAudit };
