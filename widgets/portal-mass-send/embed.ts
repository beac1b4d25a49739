export { PortalMassSend as widget } from './portal-mass-send.ts';
