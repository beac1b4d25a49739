import { define } from '../core/define.ts';
import { PortalStatement } from './portal-statement.ts';

define(PortalStatement);
export { PortalStatement };
