import ipaddr from 'ipaddr.js';

/** What an address that is none counts as: all of them together. */
const unknown = 'unknown';

/**
 * An address in one spelling, whatever a proxy wrote: without port, brackets and zone; an IPv4 address that
 * travels inside an IPv6 one (mapped, NAT64 of RFC 6052, 6to4) as the IPv4 address it is.
 */
export function addressOf(text: string): string {
  const address = parse(text);
  return address ? address.toString() : unknown;
}

/**
 * The networks an address belongs to, the narrowest first. An IPv4 address stands for itself; an IPv6 user
 * has at least a /64 to choose from, often a /56, and a site has a /48.
 */
export function networksOf(text: string): string[] {
  const address = parse(text);
  return address ? networks(address) : [unknown];
}

function networks(address: Address): string[] {
  if (address.kind() === 'ipv4') return [address.toString()];
  return [64, 56, 48].map((bits) => prefixOf(address, bits));
}

/** What a request is told by: its address as `addressOf`, its widest network as `networksOf`, and `shortAddress`. */
export type Sender = { address: string; network: string; short: string };

/** Reads an address once for all that a request asks of it. */
export function senderOf(text: string): Sender {
  const address = parse(text);
  if (!address) return { address: unknown, network: unknown, short: unknown };
  const [at, network] = [address.toString(), networks(address).at(-1)!];
  return { address: at, network, short: shortOf(address) };
}

/**
 * A network in one spelling: its first address and its length. An address alone is the network of itself.
 * @returns null where it is neither
 */
export function networkOf(text: string): string | null {
  const [, host = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = parse(host);
  if (!address) return null;
  const whole = address.kind() === 'ipv4' ? 32 : 128;
  const bits = length === undefined ? whole : Number(length);
  // A length that was counted in the form an IPv4 address travelled in means nothing for what it is.
  if (bits > whole || (address.kind() === 'ipv4' && host.includes(':') && length)) return null;
  return prefixOf(address, bits);
}

/** Whether an address is within one of these networks, as `networkOf` spells them. */
export function isWithin(text: string, networks: readonly string[]): boolean {
  const address = parse(text);
  return address !== null && networks.some((one) => prefixOf(address, bitsOf(one)) === one);
}
const bitsOf = (network: string): number => Number(network.slice(network.indexOf('/') + 1));

/** An address for logs: enough to tell networks apart, too little to tell people apart (/24, /48). */
export function shortAddress(text: string): string {
  const address = parse(text);
  return address ? shortOf(address) : unknown;
}
const shortOf = (address: Address): string =>
  prefixOf(address, address.kind() === 'ipv4' ? 24 : 48);

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function parse(text: string): Address | null {
  const bare = text.trim().slice(0, 100).replace(/%.*$/, '');
  const host =
    /^\[(.+)\](?::\d{1,5})?$/.exec(bare)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(bare)?.[1] ?? bare;
  // The library throws for what is none, and catches it: with its stack that is dear for what comes with each request.
  if (!host.includes(':'))
    return ipaddr.IPv4.isValidFourPartDecimal(host) ? ipaddr.IPv4.parse(host) : null;
  if (!ipaddr.IPv6.isValid(host)) return null;
  const address = ipaddr.IPv6.parse(host);
  return embedded(address) ?? address;
}

/** The IPv4 address inside an IPv6 one, where the form says that there is one. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  const at = { ipv4Mapped: 12, rfc6145: 12, rfc6052: 12, '6to4': 2 }[address.range() as string];
  return at === undefined ? null : new ipaddr.IPv4(bytes.slice(at, at + 4));
}

function prefixOf(address: Address, bits: number): string {
  const bytes = address.toByteArray().map((byte, i) => (i * 8 < bits ? byte : 0));
  const first = bytes.length === 4 ? new ipaddr.IPv4(bytes) : new ipaddr.IPv6(bytes);
  return `${first.toString()}/${bits}`;
}
