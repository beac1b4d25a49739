import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Middleware } from 'koa';

/** Bytes from which an answer gains by it. */
const least = 1_000;

const squeeze = {
  br: (text: Buffer) =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    }),
  gzip: (text: Buffer) => promisify(gzip)(text, { level: 5 }),
};

/**
 * Compresses what is read, as the browser takes it. Answers to changes stay as they are: they are short, and some
 * hold a secret beside what the caller sent. So do files, which are compressed by themselves or streamed.
 */
export const compress: Middleware = async (ctx, next) => {
  await next();
  const { body } = ctx;
  if (ctx.method !== 'GET' || ctx.type !== 'application/json' || !Buffer.isBuffer(body)) return;
  if (body.length < least || ctx.response.get('Content-Encoding')) return;
  ctx.vary('Accept-Encoding');
  // Asked one by one: among several, the first that the browser names would win, and that is gzip.
  const encoding = (['br', 'gzip'] as const).find((name) => ctx.acceptsEncodings(name));
  if (!encoding) return;
  ctx.set('Content-Encoding', encoding);
  ctx.body = await squeeze[encoding](body);
};
