import { z } from 'zod';

/** Why no browser sends a text as an origin, and the origin that was meant where one can be told. */
export type OriginFault = { rule: (typeof originRules)[number]; meant?: string };
export const originRules = [
  'origin_form',
  'origin_scheme',
  'origin_wildcard',
  'origin_host',
  'origin_path',
] as const;

function faultOf({ protocol, hostname, pathname, search, hash, username, origin }: URL) {
  if (!/^https?:$/.test(protocol)) return { rule: 'origin_scheme' } as const;
  if (hostname.includes('*')) return { rule: 'origin_wildcard' } as const;
  if (!/^(\[[\da-f:]+\]|[a-z\d_-]+(\.[a-z\d_-]+)*)$/.test(hostname))
    return { rule: 'origin_host' } as const;
  if (username || pathname !== '/' || search || hash)
    return { rule: 'origin_path', meant: origin } as const;
  return null;
}

/** @returns the origin as browsers send it: lower case, no default port, no slash at its end; or why none would */
export function readOrigin(text: string): string | OriginFault {
  const url = URL.parse(text);
  return url ? (faultOf(url) ?? url.origin) : { rule: 'origin_form' };
}

/** An origin as browsers send it. What none would ever send is refused. */
export const origin = z
  .string()
  .max(300)
  .trim()
  .transform((text, context) => {
    const read = readOrigin(text);
    if (typeof read === 'string') return read;
    context.addIssue({ code: 'custom', message: read.rule });
    return z.NEVER;
  });
