import { define } from '../core/define.ts';
import { PortalApp } from './portal-app.ts';

define(PortalApp);
export { PortalApp };
