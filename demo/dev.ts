// `npm run dev`: the demo with elements straight from their sources. A change of an element, a style or a text
// reloads the pages that show it; Node starts the server again where its own sources change.
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createServer, type Plugin, type ViteDevServer } from 'vite';
import { catalogueModules, elementModules, loaderCode, sharedPlugins } from '../widgets/build.ts';
import { version } from '../widgets/core/version.ts';
import { writtenPortal } from './host.ts';

const root = join(import.meta.dirname, '..');

/** Vite answers JSON as a module of JavaScript, which a browser refuses where JSON was asked for. */
const catalogueImports: Plugin = {
  name: 'portico-catalogue-imports',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/widgets/core/i18n.ts')
      ? { code: code.replaceAll(`, { with: { type: 'json' } }`, ''), map: null }
      : null,
};

/** The module that stands for a built file, by the name the loader asks for; empty where it is a part of others. */
function sourceOf(name: string): string {
  const path = elementModules[name] ?? catalogueModules[name];
  if (!path) return '';
  const isCatalogue = name in catalogueModules;
  return `${isCatalogue ? `export { default } from` : `export * from`} ${JSON.stringify(path)};`;
}

function answer(response: ServerResponse, code: string): void {
  response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cache-Control', 'no-store');
  response.end(code);
}

/** Where sources and what they use are; the rest is the portal's, with its own rules for other origins. */
const source = /^\/(@|widgets\/|locales\/|node_modules\/|server\/contract\/|package\.json)/;
const built = new RegExp(`^/v${version.replaceAll('.', '\\.')}/([\\w-]+)\\.js$`);

/**
 * Puts Vite before a server: what the build would have made is answered from the sources, everything else by
 * `handler`.
 * @param server the HTTP server of the portal, which Vite's own socket goes through
 */
export async function withSources(
  server: Server,
  handler: RequestListener,
): Promise<{ handler: RequestListener; vite: ViteDevServer }> {
  const vite = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'warn',
    plugins: [...sharedPlugins, catalogueImports],
    optimizeDeps: { entries: ['widgets/portal-*/embed.ts'] },
    server: {
      middlewareMode: true,
      cors: true,
      // The port is in the page's address of the script; the client takes it from there.
      hmr: { server },
      allowedHosts: ['.localhost'],
      watch: { ignored: ['**/.portico/**', '**/dist/**', '**/server/**', '**/test/**'] },
    },
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', writtenPortal);
    if (pathname === '/embed.js')
      return answer(response, `import '/@vite/client';\n${await loaderCode()}`);
    const name = built.exec(pathname)?.[1];
    if (name !== undefined) return answer(response, sourceOf(name));
    if (source.test(pathname))
      vite.middlewares(request, response, () => handler(request, response));
    else handler(request, response);
  };
  return {
    vite,
    handler: (request, response) =>
      void serve(request, response).catch((error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      }),
  };
}
