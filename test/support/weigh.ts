import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = new URL('../../dist/embed', import.meta.url).pathname;

/** Bytes of a built file as it travels: gzip, level 9. */
export function weigh(name: string): number {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const path = all.find((file) => file === name || file.endsWith(`/${name}`));
  if (!path) throw new Error(`${name} is not built`);
  return gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;
}
