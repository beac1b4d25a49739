import { define } from '../core/define.ts';
import { PortalConfigElement } from './portal-config.ts';

define(PortalConfigElement);
export { PortalConfigElement };
