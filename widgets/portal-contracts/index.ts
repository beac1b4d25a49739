import { define } from '../core/define.ts';
import { PortalContracts } from './portal-contracts.ts';

define(PortalContracts);
export { PortalContracts };
