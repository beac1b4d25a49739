import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { Middleware } from 'koa';

type Asset = {
  type: string;
  etag: string;
  plain: Buffer;
  br: Buffer | undefined;
  gzip: Buffer | undefined;
  immutable: boolean;
};

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

/**
 * Serves the built elements to any site: `/embed.js`, which moves, and `/v<version>/…`, which never does.
 * The files are few and small, so they are read once, at the start, each with what the build compressed of it.
 */
export function assets(folder: string): Middleware {
  const files = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || !type) continue;
    const path = join(entry.parentPath, entry.name);
    const route = `/${path.slice(folder.length).split(sep).filter(Boolean).join('/')}`;
    const plain = readFileSync(path);
    files.set(route, {
      type,
      plain,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      br: besides(path, '.br'),
      gzip: besides(path, '.gz'),
      immutable: /^\/v\d/.test(route),
    });
  }
  return async (ctx, next) => {
    const asset = files.get(ctx.path);
    if (!asset || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
    ctx.set(
      'Cache-Control',
      asset.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    );
    ctx.set('ETag', asset.etag);
    ctx.vary('Accept-Encoding');
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    // Asked one by one: among several, the first that the browser names would win, and that is gzip.
    const encoding = (['br', 'gzip'] as const).find(
      (name) => asset[name] && ctx.acceptsEncodings(name),
    );
    if (encoding) ctx.set('Content-Encoding', encoding);
    ctx.type = asset.type;
    ctx.body = asset[encoding ?? 'plain'];
  };
}

const besides = (path: string, ending: string): Buffer | undefined =>
  existsSync(path + ending) ? readFileSync(path + ending) : undefined;
