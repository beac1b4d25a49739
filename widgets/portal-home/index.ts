import { define } from '../core/define.ts';
import { PortalHome } from './portal-home.ts';

define(PortalHome);
export { PortalHome };
