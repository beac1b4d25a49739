/** Names that the look of a tenant is told by. Plain constants: this file may travel to the browser. */

/** Pictures: of the logo by the ground it stands on, beside the sign-in, and for the tab of the browser. */
export const logoKinds = ['light', 'dark', 'login', 'favicon'] as const;
export type LogoKind = (typeof logoKinds)[number];

/** Parts of the look that a version may change. */
export const brandParts = [
  'logo',
  'colours',
  'type',
  'texts',
  'mails',
  'welcome',
  'footer',
  'terms',
] as const;
export type BrandPart = (typeof brandParts)[number];

/** How a version stands: it is to hold, it does, or it did. */
export const versionStates = ['scheduled', 'current', 'past'] as const;

/** Versions that wait for their time, at most. */
export const mostScheduled = 10;

/** Mails that can be looked at, and mailed to oneself, before they are sent to anybody. */
export const sampleMails = [
  'invitation',
  'welcome',
  'reset',
  'temporary',
  'changed',
  'device',
  'statement',
] as const;
export type SampleMail = (typeof sampleMails)[number];
