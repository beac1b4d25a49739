import { Readable } from 'node:stream';
import type { Context } from 'koa';
import type { StoredBytes } from '#contract/endpoint';
import { AppError } from './app-error.ts';
import { asciiName, safeFileName } from './file-name.ts';

/** Has a file saved rather than shown, by a name that every system takes. */
export function attach(ctx: Context, text: string | undefined): void {
  const name = text === undefined ? undefined : safeFileName(text);
  ctx.attachment(name, name === undefined ? undefined : { fallback: asciiName(name) });
}

/**
 * Sends a file that somebody handed over, or the part of it that is asked for. Nothing of it ever acts as a page of
 * ours: it is saved, of the type its bytes have, and where a browser shows it after all, without any right.
 * @throws AppError `range_unsatisfiable`
 */
export function sendStored(ctx: Context, file: StoredBytes): void {
  const { mediaType, bytes, sha256 } = file;
  const tag = `"${sha256}"`;
  ctx.type = mediaType;
  attach(ctx, file.name);
  ctx.set('ETag', tag);
  ctx.set('Accept-Ranges', 'bytes');
  ctx.set(
    'Content-Security-Policy',
    `${String(ctx.response.get('Content-Security-Policy'))};sandbox`,
  );
  // A part of another version would not fit what the reader has.
  const [, condition] = /^\s*(".*")\s*$/.exec(ctx.get('If-Range')) ?? [];
  const asked = ctx.get('If-Range') && condition !== tag ? null : rangeOf(ctx.get('Range'), bytes);
  const { start, end } = asked ?? { start: 0, end: bytes };
  if (start >= end && bytes > 0) {
    ctx.set('Content-Range', `bytes */${bytes}`);
    throw new AppError('range_unsatisfiable');
  }
  if (asked) {
    ctx.status = 206;
    ctx.set('Content-Range', `bytes ${start}-${end - 1}/${bytes}`);
  } else ctx.set('Repr-Digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
  ctx.body = Readable.from(file.read(start, end));
  ctx.length = end - start;
}

/** The one range that is asked for, its end not included; null for the whole, and for several, which is allowed. */
function rangeOf(header: string, bytes: number): { start: number; end: number } | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header) ?? [];
  if (first === '' && last === '') return null;
  if (first === '') return { start: Math.max(0, bytes - Number(last)), end: bytes };
  const end = last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  return { start: Number(first), end };
}
