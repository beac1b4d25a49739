import { createHmac } from 'node:crypto';
import { lookup as resolve } from 'node:dns';
import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { text } from 'node:stream/consumers';
import { Transform } from 'node:stream';

/** Asks an ERP over HTTP. @throws Error where it does not answer in time, in form or with 200 */
export type ErpClient = (
  endpoint: { url: string; secret: string },
  body: unknown,
) => Promise<unknown>;

const mostBytes = 1_000_000;

/** Networks that are nobody's business outside (RFC 6890): own, link-local, private, reserved. */
const inside = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** Whether an address belongs to a network inside, written in whatever way. */
export function isInside(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isInside(mapped);
  const family = isIP(address);
  return family === 0 || inside.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * @param timeoutMs for the whole of a question
 * @param allowInside whether the ERP may stand in a private network: for the operator to say, not for a tenant
 */
export function createErpClient({
  timeoutMs = 3_000,
  allowInside = false,
}: { timeoutMs?: number; allowInside?: boolean } = {}): ErpClient {
  return async ({ url, secret }, body) => {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (!allowInside && isIP(host) && isInside(host)) throw new Error('The ERP stands inside');
    const content = JSON.stringify(body);
    const at = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`${at}.${content}`).digest('hex');
    const response = await send(target, content, {
      timeoutMs,
      lookup: allowInside ? undefined : lookupOutside,
      headers: { 'Portal-Timestamp': at, 'Portal-Signature': `v1=${signature}` },
    });
    const { statusCode, headers } = response;
    // A redirect would lead who knows where.
    if (statusCode !== 200 || !/^application\/json\b/.test(headers['content-type'] ?? '')) {
      response.destroy();
      throw new Error(`The ERP answered ${statusCode} ${headers['content-type'] ?? ''}`);
    }
    return JSON.parse(await text(response.pipe(limited())));
  };
}

function send(
  target: URL,
  content: string,
  options: { timeoutMs: number; lookup?: LookupFunction; headers: Record<string, string> },
): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const call = (target.protocol === 'https:' ? secure : plain)(
      target,
      {
        method: 'POST',
        signal: AbortSignal.timeout(options.timeoutMs),
        lookup: options.lookup,
        headers: {
          ...options.headers,
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(content),
          Accept: 'application/json',
        },
      },
      done,
    );
    call.on('error', fail);
    call.end(content);
  });
}

/** Looks a name up and takes it only where all it stands for is outside; what was looked up is what is called. */
const lookupOutside: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    if (addresses.some(({ address }) => isInside(address)))
      return done(new Error('The ERP stands inside'), []);
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else done(null, first?.address ?? '', first?.family);
  });
};

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, next) => {
      bytes += chunk.length;
      if (bytes > mostBytes) next(new Error('The ERP answered too much'));
      else next(null, chunk);
    },
  });
}
