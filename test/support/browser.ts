import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const places = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
];
const macNames = ['Google Chrome', 'Chromium'];

/** What every start of the browser in our tests is given. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function search(wanted: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...places].filter(Boolean);
  const candidates = folders.flatMap((folder) => wanted.map((name) => join(folder, name)));
  return candidates.find(isProgram);
}

/** On a bare Debian, as in a container, a browser is one command away. */
function install(packageName: string): void {
  const root = process.getuid?.() === 0;
  if (!root || !isProgram('/usr/bin/apt-get')) return;
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], options);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName], options);
}

/**
 * Finds a Chromium, or installs one where that is possible. CHROME_PATH chooses another.
 * @returns the path of the program
 * @throws where there is none, with what to do about it
 */
export function findBrowser(): string {
  const chosen = process.env['CHROME_PATH'];
  if (chosen && isProgram(chosen)) return chosen;
  const wanted = [...names, ...macNames];
  let path = search(wanted);
  if (!path) {
    install('chromium');
    path = search(wanted);
  }
  if (path) return path;
  throw new Error('No Chromium found. Install one, or set CHROME_PATH to a Chrome or Chromium.');
}

const shells = ['chromium-headless-shell', 'chrome-headless-shell'];

/**
 * Finds the Chromium that has no window, which takes half the processor time of one that has. It reads no preferences
 * of a profile. Where it is missing and cannot be installed, any Chromium does; SHELL_PATH chooses another.
 * @returns the path of the program
 * @throws as `findBrowser`
 */
export function findShell(): string {
  const chosen = process.env['SHELL_PATH'];
  if (chosen && isProgram(chosen)) return chosen;
  let path = search(shells);
  if (!path) {
    install(shells[0] ?? '');
    path = search(shells);
  }
  return path ?? findBrowser();
}

/** Runs a command with CHROME_PATH set and takes over its exit code. */
function run([command = '', ...args]: string[]): void {
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, CHROME_PATH: findBrowser() },
  });
  child.on('error', ({ message }) => {
    console.error(message);
    process.exitCode = 1;
  });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
}

if (import.meta.main) {
  try {
    run(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
