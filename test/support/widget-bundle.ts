import { globSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { build, type Plugin } from 'esbuild';

/** The catalogues are served, since they are joined from the files of their languages. */
const catalogues: Plugin = {
  name: 'catalogues',
  setup({ onResolve }) {
    onResolve({ filter: /\/locales\/\w\w\.json(\?\w+)?$/ }, ({ path }) => ({
      path: path.replace(/^.*(?=\/locales\/)/, ''),
      external: true,
    }));
  },
};

/**
 * Bundles the tests of the elements, the parts they share once: a page that asks for each module by itself waits for
 * hundreds of answers.
 * @returns the scripts, by their paths on the server; a test is under its own
 */
export async function bundleWidgetTests(): Promise<ReadonlyMap<string, string>> {
  const root = process.cwd();
  const { outputFiles } = await build({
    entryPoints: [...globSync('test/widgets/*.test.ts'), 'test/widgets/surface-recorder.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'esnext',
    outdir: root,
    outbase: root,
    chunkNames: 'test/widgets/chunks/[name]-[hash]',
    conditions: ['browser', 'production'],
    sourcemap: 'linked',
    write: false,
    plugins: [catalogues],
    logLevel: 'warning',
  });
  return new Map(
    outputFiles.map(({ path, text }) => [`/${relative(root, path).split(sep).join('/')}`, text]),
  );
}
