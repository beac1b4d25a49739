/** A Content Security Policy as a browser reads it: directives with their sources, both in lower case but for paths. */
export type Policy = ReadonlyMap<string, readonly string[]>;

/** The policies of a page that are enforced: of its headers, in which a comma divides two, and of its `meta` tags. */
export const readPolicies = (texts: readonly string[]): Policy[] =>
  texts
    .flatMap((text) => text.split(','))
    .map((text) => readPolicy(text))
    .filter((policy) => policy.size > 0);

function readPolicy(text: string): Policy {
  const directives = new Map<string, readonly string[]>();
  for (const part of text.split(';')) {
    const [name = '', ...sources] = part.trim().split(/\s+/);
    // Of two of a name the first counts.
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

/** What is fetched, and the nonce of the tag that asks for it. */
export type Fetched = { url: URL; page: URL; nonce?: string };

const fallbacks = {
  connect: ['connect-src', 'default-src'],
  image: ['img-src', 'default-src'],
  script: ['script-src-elem', 'script-src', 'default-src'],
} as const;
export type Purpose = keyof typeof fallbacks;

/** The directive of a page's policies that keeps something from being fetched; undefined where none does. */
export function blockedBy(
  policies: readonly Policy[],
  purpose: Purpose,
  fetched: Fetched,
): string | undefined {
  for (const policy of policies) {
    const name = fallbacks[purpose].find((one) => policy.has(one));
    if (name && !allows(policy.get(name)!, purpose, fetched)) return name;
  }
  return undefined;
}

function allows(sources: readonly string[], purpose: Purpose, fetched: Fetched): boolean {
  const { nonce } = fetched;
  if (purpose === 'script') {
    // What a tag with the nonce imports is let in with it.
    if (nonce && sources.includes(`'nonce-${nonce}'`)) return true;
    if (sources.some((one) => one.toLowerCase() === "'strict-dynamic'")) return false;
  }
  return sources.some((source) => matches(source, fetched));
}

const source =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*|\[[\da-f:]+\])(?::(\d+|\*))?(\/[^?#]*)?$/i;

/** Whether a source expression stands for an address. */
function matches(expression: string, { url, page }: Fetched): boolean {
  const text = expression.toLowerCase();
  if (text === "'self'") return url.origin === page.origin;
  if (text === '*') return /^(https?|wss?):$/.test(url.protocol);
  if (/^[a-z][a-z0-9+.-]*:$/.test(text)) return sameScheme(text.slice(0, -1), url);
  const [, scheme, host, port, path] = source.exec(expression) ?? [];
  if (!host) return false;
  return (
    sameScheme(scheme?.toLowerCase() ?? page.protocol.slice(0, -1), url) &&
    sameHost(host.toLowerCase(), url.hostname) &&
    samePort(port, url) &&
    samePath(path, url.pathname)
  );
}

/** `http` lets `https` in as well. */
const sameScheme = (wanted: string, { protocol }: URL): boolean =>
  protocol === `${wanted}:` || (wanted === 'http' && protocol === 'https:');

const sameHost = (wanted: string, host: string): boolean =>
  wanted === '*' || (wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted);

const usualPort = (protocol: string): string => (protocol === 'https:' ? '443' : '80');
function samePort(wanted: string | undefined, { port, protocol }: URL): boolean {
  const has = port || usualPort(protocol);
  if (wanted === '*') return true;
  // A source for port 80 lets its secure sibling in.
  if (wanted === '80' && has === '443') return true;
  return wanted === undefined ? has === usualPort(protocol) : has === wanted;
}

function samePath(wanted: string | undefined, path: string): boolean {
  if (wanted === undefined || wanted === '/') return true;
  const plain = decodeURI(wanted);
  return plain.endsWith('/') ? path.startsWith(plain) : path === plain;
}

/** Whether the policies let a Trusted Types policy of this name be made. */
export const allowsTypes = (policies: readonly Policy[], name: string): boolean =>
  policies.every((policy) => {
    const names = policy.get('trusted-types');
    return names === undefined || names.includes(name) || names.includes('*');
  });
