export { PortalContracts as widget } from './portal-contracts.ts';
