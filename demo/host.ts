import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

/** The portal's address as the pages of a host site write it; other ports are filled in when served. */
export const writtenPortal = 'http://portal.localhost:4400';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The policy of a careful host: nothing is allowed but the site itself and the four things the
 * portal needs, its scripts, its API, its images and one Trusted Types policy.
 * @param policies names of Trusted Types policies, where the site has some of its own besides
 * @param dev whether the portal serves its sources, and tells over a socket where they change
 */
export function hostPolicy(
  portal: string,
  policies: readonly string[] = ['portal-html'],
  dev = false,
): string {
  return [
    `default-src 'none'`,
    `script-src 'self' ${portal}`,
    `style-src 'self'`,
    `connect-src ${portal}${dev ? ` ${portal.replace('http', 'ws')}` : ''}`,
    `img-src 'self' ${portal}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    // Neither Vite's client nor Lit as it is on the disk knows of ours.
    ...(dev ? [] : [`require-trusted-types-for 'script'`, `trusted-types ${policies.join(' ')}`]),
  ].join('; ');
}

/** Serves a folder as a company's own web site that embeds the portal. */
export function createHost(options: {
  folder: string;
  portal: string;
  policies?: readonly string[];
  /** Paths whose every address below is one page, by its name: that page has a router of its own. */
  routed?: Readonly<Record<string, string>>;
  /** Whether the portal serves its sources. */
  dev?: boolean;
}): Server {
  const root = resolve(options.folder);
  const headers = {
    'Content-Security-Policy': hostPolicy(options.portal, options.policies, options.dev),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Cache-Control': 'no-store',
  };
  return createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    try {
      const file = await findFile(root, routedTo(request.url ?? '/', options.routed));
      const type = file && mediaTypes[extname(file)];
      if (!file || !type) return refuse(response, 404);
      response.setHeader('Content-Type', type);
      if (request.method === 'HEAD') response.end();
      else if (extname(file) === '.html') response.end(await page(file, options.portal));
      else
        createReadStream(file)
          .on('error', () => response.destroy())
          .pipe(response);
    } catch {
      refuse(response, 500);
    }
  });
}

/** The page behind an address, where a router of its own shares it out; a file keeps its address. */
function routedTo(url: string, routed: Readonly<Record<string, string>> = {}): string {
  const { pathname } = new URL(url, 'http://host.invalid');
  const base = Object.keys(routed).find((one) => `${pathname}/`.startsWith(`${one}/`));
  return base !== undefined && extname(pathname) === '' ? `/${routed[base]}` : url;
}

/** The file of a path, if it lies inside the site's folder. */
async function findFile(root: string, url: string): Promise<string | null> {
  const { pathname } = new URL(url, 'http://host.invalid');
  const path = decoded(pathname);
  if (path === null || path.includes('\0')) return null;
  const name = path.endsWith('/') ? `${path}index.html` : path;
  const file = resolve(join(root, extname(name) === '' ? `${name}.html` : name));
  if (!file.startsWith(root + sep)) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? file : null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

async function page(file: string, portal: string): Promise<string> {
  return (await readFile(file, 'utf8')).replaceAll(writtenPortal, portal);
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${status}\n`);
}
