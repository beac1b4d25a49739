import { define } from '../core/define.ts';
import { PortalSearch } from './portal-search.ts';

define(PortalSearch);
export { PortalSearch };
