/** Of whom a tenant demands a second factor. Plain constants: this file may travel to the browser. */
export const secondFactorDemands = ['optional', 'staff', 'everyone'] as const;
export type SecondFactorDemand = (typeof secondFactorDemands)[number];

/** Authenticators a person may have, and recovery codes of one set. */
export const mostFactors = 5;
export const recoveryCodes = 10;
/** Recipients of a mass send that starts without a second look at who starts it. */
export const unconfirmedRecipients = 500;
