import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { version } from '../../widgets/core/version.ts';

const folder = new URL('../../dist/embed', import.meta.url).pathname;

function contentOf(name: string): Buffer {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  // Those of other versions may lie beside.
  const path = all.find((file) => file === name || file === `v${version}/${name}`);
  if (!path) throw new Error(`${name} is not built`);
  return readFileSync(join(folder, path));
}

/** Bytes of a built file as it travels: gzip, level 9. */
export const weigh = (name: string): number => gzipSync(contentOf(name), { level: 9 }).length;

/** Bytes of built files, and of all they need before they run, as a browser receives them: brotli, level 11. */
export function weighReceived(names: readonly string[]): number {
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    chunksOf(name).forEach(add);
  };
  names.forEach(add);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return [...all]
    .map((name) => brotliCompressSync(contentOf(name), { params }).length)
    .reduce((sum, size) => sum + size, 0);
}

/** Files that a built file needs before it runs. */
export const chunksOf = (name: string): string[] =>
  [
    ...contentOf(name)
      .toString()
      .matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g),
  ].map(([, chunk]) => chunk!);
