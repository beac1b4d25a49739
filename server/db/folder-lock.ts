import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Takes the lock file beside a data folder, `<folder>.lock`, which holds the process's number.
 * @returns a function that gives the lock back
 * @throws Error when a living process holds it
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const file = `${folder}.lock`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, holderMark(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = readFileSync(file, 'utf8');
    const pid = Number.parseInt(holder, 10);
    if (pid !== process.pid && holder === holderMark(pid)) {
      throw new Error(
        `The data folder ${folder} is in use by process ${pid}. Stop it first, or choose another folder.`,
        {
          cause: error,
        },
      );
    }
    // Left behind by a process that is gone.
    writeFileSync(file, holderMark(process.pid));
  }
  const unlock = () => rmSync(file, { force: true });
  process.once('exit', unlock);
  return () => {
    process.off('exit', unlock);
    unlock();
  };
}

/** Number and start time of a process; the time tells a reused number from the holder. */
function holderMark(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch {
    return `${pid} gone`;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')')).split(' ')[20]}`;
  } catch {
    // No /proc on this system: the number alone has to do.
    return `${pid}`;
  }
}
