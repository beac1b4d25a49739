import { define } from '../core/define.ts';
import { PortalPortfolio } from './portal-portfolio.ts';

define(PortalPortfolio);
export { PortalPortfolio };
