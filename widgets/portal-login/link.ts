const pattern = /([#?&])portal-access=([a-z][a-z0-9-]*)\.([\w-]+)(&?)/;

/**
 * Takes the token of a mailed link out of the page's address, so that neither the history nor whoever reads
 * the address has it. What else the fragment holds, as the path of a router, stays.
 * @param slug the tenant it must be for; the link of another tenant is left alone
 * @returns the token, or null where there is none
 */
export function takeLink(slug: string): string | null {
  const url = new URL(location.href);
  const [, before = '', tenant, token, after] = pattern.exec(url.hash) ?? [];
  if (!token || tenant !== slug) return null;
  url.hash = url.hash.replace(pattern, after ? before : '');
  history.replaceState(history.state, '', url);
  return token;
}
