import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Context } from 'koa';
import { inTurn } from '../work/breath.ts';
import { giveBackChunk } from '../work/give-back.ts';
import { AppError } from './app-error.ts';

/** Milliseconds that any body may take to arrive, and the bytes a millisecond beyond which more are given. */
const shortest = 5_000;
const pace = 200;
/** The same of bytes that are handed over as they come, also from a telephone far from everything. */
const slowPace = 20;

/** Bytes from which on a body takes a while to parse. */
const large = 500_000;

/**
 * How deep arrays and objects of a body may stand in each other, how many names one object may have, and how
 * many values and arrays and objects there may be: a batch of five megabytes has half as many.
 */
const deepest = 64;
const mostNames = 256;
const mostValues = 500_000;
const mostContainers = 200_000;

/** Begins some texts in UTF-8, and is none of their characters. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Runs a piece of work on a body; the loop is left before each on a large one, and one of all large bodies goes on. */
const turn = <T>(bytes: number, work: () => T): T | Promise<T> =>
  bytes > large ? inTurn(work) : work();

/**
 * The bytes of a JSON body in UTF-8, plain or as gzip, for who checks a signature before it reads them. They are waited
 * for only so long: five seconds, and for a body that may be large a second more for each 200 kB. Hold nothing scarce
 * meanwhile.
 * @param limit bytes, after decompression
 * @returns bytes within the bounds of any input; whether they are JSON is not known
 * @throws AppError `unsupported_media_type`, `body_too_large`, `body_too_slow`, `malformed_json`
 */
export async function readJsonBytes(ctx: Context, limit: number): Promise<Buffer> {
  // Anything but JSON could come without a preflight, from any site.
  if (!ctx.is('application/json') || !saysUtf8(ctx)) throw new AppError('unsupported_media_type');
  const chunks = await readChunks(ctx, limit, shortest + limit / pace);
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return turn(bytes, () => joined(chunks, bytes));
}

/**
 * The JSON body of a request, in the same way.
 * @param keep is handed the bytes as they came, for who checks a signature
 * @throws AppError as `readJsonBytes`
 */
export async function readBody(
  ctx: Context,
  limit: number,
  keep?: (bytes: Buffer) => void,
): Promise<unknown> {
  const whole = await readJsonBytes(ctx, limit);
  keep?.(whole);
  const text = await turn(whole.length, () => whole.toString());
  return turn(whole.length, () => parse(text));
}

/**
 * What a form of a page sent, in the same way.
 * @param limit bytes
 * @throws AppError `unsupported_media_type`, `body_too_large`, `body_too_slow`
 */
export async function readForm(ctx: Context, limit: number): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded')) throw new AppError('unsupported_media_type');
  const chunks = await readChunks(ctx, limit, shortest);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/**
 * The bytes of a request's body, as they come; held against the same time and against a limit while they are read.
 * @param types the media types it may be of, by which it never comes without a preflight
 * @param limit bytes
 * @throws AppError `unsupported_media_type`; while they are read `body_too_large`, `body_too_slow`
 */
export function streamBody(
  ctx: Context,
  types: readonly string[],
  limit: number,
): AsyncIterable<Uint8Array> {
  const encoding = ctx.get('Content-Encoding').toLowerCase() || 'identity';
  if (!ctx.is([...types]) || encoding !== 'identity') throw new AppError('unsupported_media_type');
  if (Number(ctx.get('Content-Length')) > limit) throw new AppError('body_too_large');
  return bytesOf(ctx.req, limit, shortest + limit / slowPace);
}

async function* bytesOf(
  req: IncomingMessage,
  limit: number,
  withinMs: number,
): AsyncGenerator<Uint8Array> {
  let [bytes, waits] = [0, false];
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const timer = setTimeout(() => reject(new AppError('body_too_slow')), withinMs);
  const chunks = req.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  try {
    for (;;) {
      waits = true;
      const next = await Promise.race([chunks.next(), promise]);
      waits = false;
      if (next.done) return;
      bytes += next.value.length;
      if (bytes > limit) throw new AppError('body_too_large');
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    // What still comes is nobody's, and must not stand before the next request. One that is waited for in vain ends
    // with its connection.
    if (!waits) await chunks.return?.();
    req.resume();
  }
}

/** @throws AppError `malformed_json` where they are not UTF-8 */
function joined(chunks: readonly Buffer[], bytes: number): Buffer {
  const whole = Buffer.concat(chunks, bytes);
  for (const chunk of chunks) giveBackChunk(chunk);
  if (!isUtf8(whole)) throw new AppError('malformed_json');
  return whole.subarray(0, 3).equals(byteOrderMark) ? whole.subarray(3) : whole;
}

/** JSON has no other encoding (RFC 8259); whoever says one means it, and would get another text stored. */
function saysUtf8(ctx: Context): boolean {
  const [, charset = 'utf-8'] =
    /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(ctx.get('Content-Type')) ?? [];
  return /^utf-?8$/i.test(charset);
}

/** Holds a body against the limits while it arrives: no piece of work is longer than a chunk. */
function readChunks(ctx: Context, limit: number, withinMs: number): Promise<Buffer[]> {
  const { req } = ctx;
  if (Number(ctx.get('Content-Length')) > limit)
    return Promise.reject(new AppError('body_too_large'));
  const source = plain(req, ctx.get('Content-Encoding'));
  return new Promise<Buffer[]>((resolve, reject) => {
    const isBounded = createBounds();
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
    const malformed = () => refuse(new AppError('malformed_json'));
    const timer = setTimeout(() => refuse(new AppError('body_too_slow')), withinMs);
    source
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > limit) refuse(new AppError('body_too_large'));
        else if (!isBounded(chunk)) malformed();
        else chunks.push(chunk);
      })
      .on('end', () => end(() => resolve(chunks)))
      .on('error', malformed);
    // Whoever hangs up in between.
    if (source !== req) req.on('error', malformed);
  });
}

/** @throws AppError `unsupported_media_type` */
function plain(req: IncomingMessage, encoding: string): Readable {
  if (!encoding || encoding.toLowerCase() === 'identity') return req;
  if (encoding.toLowerCase() !== 'gzip') throw new AppError('unsupported_media_type');
  return req.pipe(createGunzip());
}

/**
 * Whether a JSON text is nested no deeper, and none of its objects has more names, and all of it no more values,
 * than any input has. Looked at before it is parsed: what comes of more would hold the process for as long. What
 * stands in strings does not count.
 * @returns asked of each chunk in turn
 */
export function createBounds(): (chunk: Buffer) => boolean {
  const names = new Uint16Array(deepest + 1);
  let [depth, values, containers] = [0, 0, 0];
  let [inString, escaped] = [false, false];

  /** @returns where a string ends that goes on at `from`, or the end of the chunk */
  const endOfString = (chunk: Buffer, from: number): number => {
    let at = from;
    if (escaped) {
      escaped = false;
      at++;
    }
    for (;;) {
      const quote = chunk.indexOf(0x22, at);
      const last = quote < 0 ? chunk.length : quote;
      let strokes = 0;
      while (last - 1 - strokes >= at && chunk[last - 1 - strokes] === 0x5c) strokes++;
      if (quote < 0) {
        escaped = strokes % 2 === 1;
        return last;
      }
      if (strokes % 2 === 0) {
        inString = false;
        return quote;
      }
      at = quote + 1;
    }
  };

  return (chunk) => {
    for (let i = 0; i < chunk.length; i++) {
      if (inString) {
        i = endOfString(chunk, i);
        continue;
      }
      const byte = chunk[i];
      if (byte === 0x22) inString = true;
      else if (byte === 0x2c) {
        if (++values > mostValues) return false;
      } else if (byte === 0x5b || byte === 0x7b) {
        if (++depth > deepest || ++containers > mostContainers) return false;
        names[depth] = 0;
      } else if (byte === 0x5d || byte === 0x7d) depth = Math.max(0, depth - 1);
      else if (byte === 0x3a && ++names[depth]! > mostNames) return false;
    }
    return true;
  };
}

/** A letter of a name as it stands, or escaped. */
const letter = (one: string) =>
  `(?:${one}|\\\\u00${one.codePointAt(0)!.toString(16).replace('f', '[fF]')})`;
// The one name that would reach into prototypes, however it is written. In a text, its quotes have strokes.
const prototypes = new RegExp(`"${[...'__proto__'].map(letter).join('')}"\\s*:`);

function parse(text: string): unknown {
  // Most texts have neither, which is quicker to see than that no name is it.
  const isSuspect = text.includes('__') || text.includes('\\u00');
  if (isSuspect && prototypes.test(text)) throw new AppError('malformed_json');
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('malformed_json');
  }
}
