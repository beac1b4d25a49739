import { lookup as resolve } from 'node:dns';
import {
  Agent as PlainAgent,
  request as plain,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as SecureAgent, request as secure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A request that leaves the server, to an address that a tenant named. */
export type OutboundRequest = {
  url: string | URL;
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Milliseconds for the whole of it, from looking the name up to the last byte. */
  timeoutMs: number;
  /** How much of an answer is read; more is refused. */
  mostBytes: number;
  /** Whether it may stand in a private network: for the operator to say, never for a tenant. */
  allowInside?: boolean;
};
export type OutboundAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

// 2000::/3 is all that has been given out for the world (RFC 4291); 64:ff9b::/96 stands for IPv4 (RFC 6052).
const worldwide = ipaddr.IPv6.parseCIDR('2000::/3');
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const mapped = ipaddr.IPv6.parseCIDR('::ffff:0:0/96');

/**
 * Whether an address is nobody's business outside (RFC 6890): own, link-local, private, reserved, multicast,
 * for tests, or a way into such a network, whatever it is written like. Only what is plainly worldwide is not.
 */
export function isInside(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  const parsed = ipaddr.parse(family === 6 ? hexadecimal(address) : address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() !== 'unicast';
  if (parsed.match(mapped) || parsed.match(translated)) {
    const embedded = new ipaddr.IPv4(parsed.toByteArray().slice(12));
    return embedded.range() !== 'unicast';
  }
  return parsed.range() !== 'unicast' || !parsed.match(worldwide);
}

/** An IPv6 address without zone and dots: ipaddr.js reads `::8.8.8.8` as `::ffff:8.8.8.8`. */
const hexadecimal = (address: string): string =>
  new URL(`http://[${address.replace(/%.*/, '')}]`).hostname.slice(1, -1);

/** Looks a name up and takes it only where all it stands for is outside; what was looked up is what is called. */
const lookupOutside: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    if (addresses.length === 0 || addresses.some(({ address }) => isInside(address)))
      return done(standsInside(host), []);
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else done(null, first?.address ?? '', first?.family);
  });
};

const standsInside = (host: string) => new Error(`${host} stands inside`);

// Connections are kept apart: one that was opened without the guard never serves a guarded request.
const agents = {
  guarded: {
    plain: new PlainAgent({ keepAlive: true }),
    secure: new SecureAgent({ keepAlive: true }),
  },
  free: {
    plain: new PlainAgent({ keepAlive: true }),
    secure: new SecureAgent({ keepAlive: true }),
  },
};

/**
 * The only way out of the server over HTTP. Follows no redirect, which would lead who knows where: whoever
 * asks takes the status for what it is.
 * @throws Error where the address stands inside, nothing answers in time, or more comes than is wanted
 */
export async function fetchOutside(request: OutboundRequest): Promise<OutboundAnswer> {
  const target = new URL(request.url);
  if (!/^https?:$/.test(target.protocol)) throw new Error(`No way to ask ${target.protocol}`);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  // An address is called without being looked up.
  if (!request.allowInside && isIP(host) && isInside(host)) throw standsInside(host);
  const signal = AbortSignal.timeout(request.timeoutMs);
  const response = await send(target, request, signal);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > request.mostBytes)
        throw new Error(`${target.host} answered more than ${request.mostBytes} bytes`);
      chunks.push(chunk);
    }
    signal.throwIfAborted();
    const { statusCode = 0, headers } = response;
    return { status: statusCode, headers, body: Buffer.concat(chunks) };
  } finally {
    // After the end it is on its way back to the agent; before, nobody wants the rest.
    if (!response.complete) response.destroy();
  }
}

function send(
  target: URL,
  { method = 'GET', headers, body, allowInside = false }: OutboundRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isSecure = target.protocol === 'https:';
  const { [isSecure ? 'secure' : 'plain']: agent } = allowInside ? agents.free : agents.guarded;
  return new Promise((done, fail) => {
    const call = (isSecure ? secure : plain)(
      target,
      {
        method,
        signal,
        agent,
        ...(!allowInside && { lookup: lookupOutside }),
        headers: {
          ...headers,
          ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
        },
      },
      done,
    );
    call.on('error', fail);
    call.end(body);
  });
}
