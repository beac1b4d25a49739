import { define } from '../core/define.ts';
import { PortalQuotes } from './portal-quotes.ts';

define(PortalQuotes);
export { PortalQuotes };
