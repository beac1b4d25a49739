import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { Context } from 'koa';
import { AppError } from './app-error.ts';

/** Milliseconds that any body may take to arrive, and the bytes a millisecond beyond which more are given. */
const shortest = 5_000;
const pace = 200;

/** How deep arrays and objects of a body may stand in each other, and how many names one object may have. */
const deepest = 64;
const mostNames = 256;

/**
 * The JSON body of a request, in UTF-8, plain or as gzip. It is waited for only so long: five seconds, and
 * for a body that may be large a second more for each 200 kB. Hold nothing scarce meanwhile.
 * @param limit bytes, after decompression
 * @throws AppError `unsupported_media_type`, `body_too_large`, `body_too_slow`, `malformed_json`
 */
export async function readBody(ctx: Context, limit: number): Promise<unknown> {
  // Anything but JSON could come without a preflight, from any site.
  if (!ctx.is('application/json') || !isUtf8(ctx)) throw new AppError('unsupported_media_type');
  const bytes = await readBytes(ctx, limit, shortest + limit / pace);
  if (!isBounded(bytes)) throw new AppError('malformed_json');
  try {
    await turnOf(bytes);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    await turnOf(bytes);
    return parse(text);
  } catch {
    throw new AppError('malformed_json');
  }
}

/** Lets others run between two looks at a large body. */
const turnOf = (bytes: Uint8Array) => (bytes.length > 500_000 ? setImmediate() : null);

/** JSON has no other encoding (RFC 8259); whoever says one means it, and would get another text stored. */
function isUtf8(ctx: Context): boolean {
  const [, charset = 'utf-8'] =
    /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(ctx.get('Content-Type')) ?? [];
  return /^utf-?8$/i.test(charset);
}

function readBytes(ctx: Context, limit: number, withinMs: number): Promise<Buffer> {
  const { req } = ctx;
  if (Number(ctx.get('Content-Length')) > limit)
    return Promise.reject(new AppError('body_too_large'));
  const source = plain(req, ctx.get('Content-Encoding'));
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (outcome: () => void) => {
      clearTimeout(timer);
      source.removeAllListeners('data');
      // What still comes is nobody's; the connection is closed after the answer.
      req.unpipe();
      req.resume();
      if (source !== req) source.destroy();
      outcome();
    };
    const refuse = (error: Error) => end(() => reject(error));
    const timer = setTimeout(() => refuse(new AppError('body_too_slow')), withinMs);
    source
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > limit) refuse(new AppError('body_too_large'));
        else chunks.push(chunk);
      })
      .on('end', () => end(() => resolve(Buffer.concat(chunks))))
      .on('error', () => refuse(new AppError('malformed_json')));
    // Whoever hangs up in between.
    if (source !== req) req.on('error', () => refuse(new AppError('malformed_json')));
  });
}

/** @throws AppError `unsupported_media_type` */
function plain(req: IncomingMessage, encoding: string): Readable {
  if (!encoding || encoding.toLowerCase() === 'identity') return req;
  if (encoding.toLowerCase() !== 'gzip') throw new AppError('unsupported_media_type');
  return req.pipe(createGunzip());
}

/**
 * Whether a JSON text is nested no deeper, and none of its objects has more names, than any input has. Looked
 * at before it is parsed: what comes of more would hold the process for as long. Brackets inside of strings
 * do not count.
 */
function isBounded(bytes: Uint8Array): boolean {
  const names = new Uint16Array(deepest + 1);
  let [depth, inString] = [0, false];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > deepest) return false;
      names[depth] = 0;
    } else if (byte === 0x5d || byte === 0x7d) depth = Math.max(0, depth - 1);
    else if (byte === 0x3a && ++names[depth]! > mostNames) return false;
  }
  return true;
}

// The one name that would reach into prototypes, plain or with some of its letters escaped.
const mayReachPrototypes = /__proto__|\\u00(?:5f|6f|7[024])/i;

function parse(text: string): unknown {
  if (!mayReachPrototypes.test(text)) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) => {
    if (key === '__proto__') throw new SyntaxError('A name that reaches into prototypes');
    return value;
  });
}
