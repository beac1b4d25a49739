import { define } from '../core/define.ts';
import { PortalAccount } from './portal-account.ts';

define(PortalAccount);
export { PortalAccount };
