import { define } from '../core/define.ts';
import { PortalStaff } from './portal-staff.ts';

define(PortalStaff);
export { PortalStaff };
