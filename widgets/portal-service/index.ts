import { define } from '../core/define.ts';
import { PortalService } from './portal-service.ts';

define(PortalService);
export { PortalService };
