import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutElements } from './build-elements-package.ts';
import { layOutServer } from './build-server-package.ts';
import { buildWidgets } from './build.ts';

const folder = join(import.meta.dirname, '../dist/packages');

/** A package as it is published: its folder, and the file that a registry would have. */
export type Packed = { name: string; folder: string; file: string };

/** Makes the two packages: `@portico/elements` for pages with a bundler, and `portico`, the server. */
export async function buildPackages(): Promise<Packed[]> {
  await buildWidgets();
  await rm(folder, { recursive: true, force: true });
  const layOuts = { elements: layOutElements, portico: layOutServer };
  const packed: Packed[] = [];
  for (const [name, layOut] of Object.entries(layOuts)) {
    const own = join(folder, name);
    await mkdir(own, { recursive: true });
    await layOut(own);
    packed.push({ name, folder: own, file: pack(own) });
  }
  return packed;
}

function pack(own: string): string {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const told = execFileSync('npm', args, { cwd: own, encoding: 'utf8', maxBuffer: 64_000_000 });
  const [{ filename }] = JSON.parse(told) as [{ filename: string }];
  return join(folder, filename);
}

if (import.meta.main)
  for (const { name, file } of await buildPackages()) console.log(name.padEnd(10), file);
