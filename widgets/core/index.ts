export { ClientError, type ClientErrorCode, type ClientErrorType } from './client-error.ts';
export { toClientError, type Client } from './client.ts';
export {
  configurePortal,
  type GetSession,
  type PortalConfig,
  type PortalSettings,
  type Scheme,
} from './config.ts';
export { define, type PortalElementClass } from './define.ts';
export { PortalElement } from './element.ts';
export { emit } from './events.ts';
export type {
  PortalDocumentEventMap,
  PortalEvent,
  PortalEventDetails,
  PortalEventMap,
  PortalEventName,
  PortalState,
} from './events.ts';
export * from './format.ts';
export type { Language, Strings, TextKey, Translate } from './i18n.ts';
export { portalFor, type Portal } from './portal.ts';
export { version } from './version.ts';
