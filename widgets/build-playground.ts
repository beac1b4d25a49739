import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import type { ElementsManifest } from './custom-elements.ts';

/** What stands beside it already: the core, whose portals and elements it uses. */
const besides: Plugin = {
  name: 'portico-besides',
  enforce: 'pre',
  resolveId(source) {
    return source.endsWith('/core/index.ts') ? { id: './core.js', external: true } : null;
  },
};

/** Builds the page that shows every element. @param folder where `playground.js` goes, beside what is there */
export async function buildPlayground(
  root: string,
  folder: string,
  plugins: Plugin[],
): Promise<void> {
  const options = {
    root,
    configFile: false,
    logLevel: 'warn',
    mode: 'production',
    plugins: [besides, ...plugins],
    build: {
      emptyOutDir: false,
      sourcemap: 'hidden',
      minify: false,
      target: 'es2022',
      outDir: folder,
      lib: {
        entry: { playground: join(root, 'widgets/playground/index.ts') },
        formats: ['es'],
        fileName: 'playground',
      },
    },
  } satisfies InlineConfig;
  await build(options);
}

/**
 * Writes what the playground reads: each element as the manifest describes it, and what the demo's server answered
 * once.
 * @param described folder of `custom-elements.json` @param outDir of the version's files
 */
export async function writePlayground(described: string, outDir: string): Promise<void> {
  const [manifest, recorded] = await Promise.all([
    readFile(join(described, 'custom-elements.json'), 'utf8'),
    readFile(join(import.meta.dirname, 'playground/recorded.json'), 'utf8'),
  ]);
  const { modules } = JSON.parse(manifest) as ElementsManifest;
  const elements = modules
    .map(({ declarations }) => declarations[0]!)
    .filter(({ tagName }) => tagName !== 'portal-config')
    .map(({ tagName, description = '', attributes = [], events = [] }) => ({
      tag: tagName,
      description,
      attributes: attributes.map(({ name, description: about, type }) => ({
        name,
        description: about,
        type: type?.text,
      })),
      events: events.map(({ name }) => name),
    }));
  const text = JSON.stringify({ elements, recorded: JSON.parse(recorded) as object });
  await writeFile(join(outDir, 'playground.json'), text);
}
