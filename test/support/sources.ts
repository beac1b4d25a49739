import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

export const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Files of the project by pattern, as paths from its folder. */
export const files = (...patterns: string[]) =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).toSorted();

/** `late`: once it is needed, by `import()`. */
export type Import = { from: string; to: string; typesOnly: boolean; late: boolean };

const form =
  /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gms;

/** What a file imports: paths from the project's folder, or names of packages. */
export function importsOf(file: string): Import[] {
  return [...read(file).matchAll(form)].map(([, type, fixed, dynamic]) => {
    const name = (fixed ?? dynamic)!;
    return { from: file, to: target(file, name), typesOnly: Boolean(type), late: Boolean(dynamic) };
  });
}

function target(file: string, name: string): string {
  if (name.startsWith('#contract/')) return `server/contract/${name.slice('#contract/'.length)}.ts`;
  return name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name;
}
