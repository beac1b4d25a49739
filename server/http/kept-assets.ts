import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** How many versions stay beside the newest. */
const keptVersions = 5;

/** A folder of one version: `v1.2.3`. */
const versionName = /^v(\d+)\.(\d+)\.(\d+)(?:-([\w.]+))?$/;

/** The folders of versions in a folder, the newest first; a version before its release comes after it. */
export function versionsIn(folder: string): string[] {
  const found = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return found
    .filter((entry) => entry.isDirectory() && versionName.test(entry.name))
    .map(({ name }) => name)
    .toSorted((a, b) => compare(b, a));
}

function compare(a: string, b: string): number {
  const [one, two] = [a, b].map((name) => versionName.exec(name)!);
  for (const part of [1, 2, 3]) {
    const more = Number(one![part]) - Number(two![part]);
    if (more !== 0) return more;
  }
  const [early, late] = [one![4], two![4]];
  if (early === late) return 0;
  if (early === undefined || late === undefined) return early === undefined ? 1 : -1;
  return early < late ? -1 : 1;
}

/** Takes away what is older than the last versions. @param own which stays, however old it is */
export function forgetOldVersions(folder: string, own?: string): void {
  const others = versionsIn(folder).filter((name) => name !== own);
  for (const name of others.slice(keptVersions))
    rmSync(join(folder, name), { recursive: true, force: true });
}

/**
 * Puts the versions that a server has into the folder that all servers share, and takes away what is too old. Whole
 * folders appear at once, so that no other server reads half of one.
 * @param own the version that this server has the pages load
 */
export function keepVersions(assets: string, kept: string, own: string): void {
  mkdirSync(kept, { recursive: true });
  for (const name of versionsIn(assets)) {
    if (existsSync(join(kept, name))) continue;
    const coming = join(kept, `.${name}-${process.pid}`);
    cpSync(join(assets, name), coming, { recursive: true });
    try {
      renameSync(coming, join(kept, name));
    } catch {
      // Another server was faster.
      rmSync(coming, { recursive: true, force: true });
    }
  }
  forgetOldVersions(kept, own);
}
