import { define } from '../core/define.ts';
import { PortalBranding } from './portal-branding.ts';

define(PortalBranding);
export { PortalBranding };
