import { define } from '../core/define.ts';
import { PortalLogin } from './portal-login.ts';

define(PortalLogin);
export { PortalLogin };
