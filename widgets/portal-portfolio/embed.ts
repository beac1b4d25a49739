export { PortalPortfolio as widget } from './portal-portfolio.ts';
