const pattern = /([#?&])portal-access=([a-z][a-z0-9-]*)\.([\w-]+)(&?)/;

/** Under what the page's entry of the history notes that a link was opened here; the link itself is not in it. */
const mark = 'porticoLink';

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
  history.replaceState(stateWith(slug), '', url);
  return token;
}

/** Whether a link of the tenant was opened here before the page was loaded again: the server has it kept. */
export const isLinkKept = (slug: string): boolean => stateOf()?.[mark] === slug;

/** The link was used, or is wanted no more. */
export function dropLink(): void {
  if (stateOf()?.[mark] !== undefined) history.replaceState(stateWith(undefined), '');
}

const stateOf = (): Record<string, unknown> | undefined => {
  const { state } = history as { state: unknown };
  return typeof state === 'object' && state !== null && !Array.isArray(state)
    ? (state as Record<string, unknown>)
    : undefined;
};

/** The state of the page's entry with or without the mark; what is no record is the page's own and stays. */
function stateWith(slug: string | undefined): unknown {
  const own = stateOf();
  if (history.state !== null && !own) return history.state;
  const { [mark]: _mark, ...rest } = own ?? {};
  if (slug !== undefined) return { ...rest, [mark]: slug };
  return Object.keys(rest).length > 0 ? rest : null;
}
