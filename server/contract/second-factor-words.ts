/** Of whom a tenant demands a second factor. Plain constants: this file may travel to the browser. */
export const secondFactorDemands = ['optional', 'staff', 'everyone'] as const;
export type SecondFactorDemand = (typeof secondFactorDemands)[number];

/** Authenticators a person may have, and recovery codes of one set. */
export const mostFactors = 5;
export const recoveryCodes = 10;
/** Recipients of a mass send that starts without a second look at who starts it. */
export const unconfirmedRecipients = 500;

/** What a person shows beside the password: a code of an application, or a passkey. */
export const factorKinds = ['app', 'passkey'] as const;
export type FactorKind = (typeof factorKinds)[number];

/** What a page and the window it opened for a passkey say to each other: ready, the token, and the code in return. */
export const passkeyMessage = 'portal-passkey';
export type PasskeyMessage = { kind: typeof passkeyMessage; token?: string; code?: string };
