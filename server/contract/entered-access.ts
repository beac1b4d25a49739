/** How somebody is in. Plain constants: this file may travel to the browser. */

/** How a session is in: by a password (and a code), vouched for by the host page, or looking at what another sees. */
export const enteredAccess: readonly string[] = ['full', 'host', 'impersonated'];
