/**
 * The address that a program asks for a name below `localhost`, which is this machine (RFC 6761, 6.3): browsers know
 * that, name servers do not.
 * @param url any address
 * @returns the same address, at `localhost` where its name is below that
 */
export function reachable(url: string | URL): URL {
  const at = new URL(url);
  if (at.hostname.endsWith('.localhost')) at.hostname = 'localhost';
  return at;
}
