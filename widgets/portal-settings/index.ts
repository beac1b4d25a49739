import { define } from '../core/define.ts';
import { PortalSettings } from './portal-settings.ts';

define(PortalSettings);
export { PortalSettings };
