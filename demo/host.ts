import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

/** The portal's address as the pages of a host site write it; other ports are filled in when served. */
export const writtenPortal = 'http://portal.localhost:4400';

/** Files that every site has at the same address. */
const shared = join(import.meta.dirname, 'shared');

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

/** A page, complete, by its path without an ending; null where there is none. */
export type Pages = (name: string) => Promise<string | null>;

/** Serves a company's own web site that embeds the portal. */
export function createHost(options: {
  /** Where the site's files lie; `pages` are HTML files there, unless they are made otherwise. */
  folder: string;
  pages?: Pages;
  portal: string;
  policies?: readonly string[];
  /** Paths whose every address below is one page, by its name: that page has a router of its own. */
  routed?: Readonly<Record<string, string>>;
  /** Whether the portal serves its sources. */
  dev?: boolean;
}): Server {
  const { folder, portal, policies, dev, pages = pagesIn(folder) } = options;
  const headers = {
    'Content-Security-Policy': hostPolicy(portal, policies, dev),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Cache-Control': 'no-store',
  };
  return createServer(async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    try {
      const path = pathOf(routedTo(request.url ?? '/', options.routed));
      const type = path && mediaTypes[extname(path)];
      const found = !type
        ? null
        : extname(path) === '.html'
          ? (await pages(path.slice(0, -'.html'.length)))?.replaceAll(writtenPortal, portal)
          : await fileIn([folder, shared], path);
      if (!type || !found) return refuse(response, 404);
      response.setHeader('Content-Type', type);
      if (request.method === 'HEAD') response.end();
      else if (typeof found === 'string') response.end(found);
      else
        createReadStream(found.file)
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

/** The path of an address, decoded and with its ending; null where it cannot be one of a file. */
function pathOf(url: string): string | null {
  const path = decoded(new URL(url, 'http://host.invalid').pathname);
  if (path === null || path.includes('\0')) return null;
  const name = path.endsWith('/') ? `${path}index` : path;
  return extname(name) === '' ? `${name}.html` : name;
}

/** The pages that lie in a folder as they are. */
function pagesIn(folder: string): Pages {
  return async (name) => {
    const found = await fileIn([folder], `${name}.html`);
    return found && readFile(found.file, 'utf8');
  };
}

/** The file of a path in the first folder that holds it, and nowhere outside. */
async function fileIn(folders: readonly string[], path: string): Promise<{ file: string } | null> {
  for (const folder of folders) {
    const root = resolve(folder);
    const file = resolve(join(root, path));
    const found = file.startsWith(root + sep) && (await stat(file).catch(() => null));
    if (found && found.isFile()) return { file };
  }
  return null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${status}\n`);
}
