import { define } from '../core/define.ts';
import { PortalNav } from './portal-nav.ts';

define(PortalNav);
export { PortalNav };
