import type { InTenant } from '../../http/mount.ts';
import type { Throttle } from '../../http/throttle.ts';
import { vouch } from './host-session.ts';
import { createKeySets, type KeySetOptions } from './key-sets.ts';
import { applyLink, changePassword, checkLink, requestReset } from './password-change.ts';
import type { Passwords } from './passwords.ts';
import { signIn } from './sign-in.ts';

export type AccessDeps = {
  passwords: Passwords;
  throttle: Throttle;
  publicUrl: URL;
  /** How the key sets of hosts that vouch for their users are fetched. */
  hostKeys?: KeySetOptions;
};

/** Lets people in and out, and keeps their passwords. */
export function createAccessService({ hostKeys, ...rest }: AccessDeps) {
  const deps = { ...rest, keySets: createKeySets(hostKeys) };
  type Rest<F> = F extends (deps: never, ...rest: infer R) => unknown ? R : never;
  const base = deps.publicUrl.href.replace(/\/$/, '');
  return {
    signIn: (...rest: Rest<typeof signIn>) => signIn(deps, ...rest),
    changePassword: (...rest: Rest<typeof changePassword>) => changePassword(deps, ...rest),
    requestReset: (...rest: Rest<typeof requestReset>) => requestReset(deps, ...rest),
    checkLink: (...rest: Rest<typeof checkLink>) => checkLink(deps, ...rest),
    applyLink: (...rest: Rest<typeof applyLink>) => applyLink(deps, ...rest),
    vouch: (
      inTenant: InTenant,
      tenant: Parameters<typeof vouch>[2],
      what: Omit<Parameters<typeof vouch>[3], 'audience'>,
    ) => vouch(deps, inTenant, tenant, { ...what, audience: `${base}/${tenant.slug}` }),
  };
}
