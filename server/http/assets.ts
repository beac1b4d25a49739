import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { Middleware } from 'koa';
import { versionsIn } from './kept-assets.ts';

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

/** Milliseconds between two looks for versions that another server may have put into the folder they share. */
const lookPause = 1_000;

/**
 * A file under a version. What follows a tilde stands for nothing: a page that asks again for what did not come asks
 * for another address, since browsers remember that it did not.
 */
const versioned = /^\/(v\d[\w.-]*)(?:~\d{1,20})?(\/.*)$/;

/**
 * Serves the built elements to any site: `/embed.js`, which moves, and `/v<version>/…`, which never does.
 * The files are few and small, so they are read once, at the start, each with what the build compressed of it.
 * @param kept folder with the same of other versions, some of which are yet to come
 */
export function assets(folder: string, kept?: string): Middleware {
  const files = new Map<string, Asset>(filesIn(folder));
  const known = new Set(versionsIn(folder));
  let lookedAt = -lookPause;
  /** Reads the versions that are new in the shared folder. */
  const look = () => {
    if (!kept || performance.now() - lookedAt < lookPause) return;
    lookedAt = performance.now();
    for (const name of versionsIn(kept).filter((one) => !known.has(one))) {
      known.add(name);
      for (const [path, asset] of filesIn(join(kept, name), `/${name}`)) files.set(path, asset);
    }
  };
  look();
  lookedAt = -lookPause;
  const find = (path: string): Asset | undefined => {
    const [, version, rest] = versioned.exec(path) ?? [];
    if (version === undefined) return files.get(path);
    if (!known.has(version)) look();
    return files.get(`/${version}${rest}`);
  };
  return async (ctx, next) => {
    const asset = ctx.method === 'GET' || ctx.method === 'HEAD' ? find(ctx.path) : undefined;
    if (!asset) return next();
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
    ctx.set('Timing-Allow-Origin', '*');
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

/** Files of a folder by the path they are asked for. @param base what all paths begin with */
function* filesIn(folder: string, base = ''): Generator<[string, Asset]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || !type) continue;
    const path = join(entry.parentPath, entry.name);
    const route = `${base}/${path.slice(folder.length).split(sep).filter(Boolean).join('/')}`;
    const plain = readFileSync(path);
    const asset: Asset = {
      type,
      plain,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      br: besides(path, '.br'),
      gzip: besides(path, '.gz'),
      immutable: versioned.test(route),
    };
    yield [route, asset];
  }
}

const besides = (path: string, ending: string): Buffer | undefined =>
  existsSync(path + ending) ? readFileSync(path + ending) : undefined;
