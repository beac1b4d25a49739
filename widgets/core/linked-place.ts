/**
 * The place that a mailed link names in the page's fragment, as `#/mass-send?view=send;run=1`: its section, the record
 * that is open there (empty where there is none), and what else is on screen.
 */
export function linkedPlace():
  | { section: string; open: string; params: Record<string, string> }
  | undefined {
  const [, section = '', open = '', query = ''] =
    /^#\/([a-z-]{1,40})(?:\/([^/?&]{0,200}))?(?:\?([^&]{0,2000}))?/.exec(location.hash) ?? [];
  if (!section) return undefined;
  try {
    const pairs = query.split(';').map((pair) => pair.split('='));
    const params = pairs.map(([name = '', value = '']) => [name, decodeURIComponent(value)]);
    return {
      section,
      open: decodeURIComponent(open),
      params: Object.fromEntries(params.filter(([name]) => name)),
    };
  } catch {
    return undefined;
  }
}
