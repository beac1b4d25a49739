import type { Portal } from '../core/index.ts';

/** A response tagged with the key of the session it was fetched for, so that the next user never sees it. */
export type SessionValue<T> = { owner: string; value: T };

/** Key of whose session it is and what it may; empty if the request is not allowed. Signing in again keeps it. */
export const sessionKey = ({ session }: Portal, allowed: boolean): string =>
  session && allowed ? JSON.stringify({ ...session, expiresAt: 0, life: 0, lastSignInAt: 0 }) : '';

/** The value of a response, if it was fetched for the session of that key. */
export const valueFor = <T>(response: SessionValue<T> | undefined, owner: string): T | undefined =>
  response?.owner === owner ? response.value : undefined;
