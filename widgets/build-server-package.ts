import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What the oldest of the server's dependencies asks of Node. */
const node = '>=22.12';

/** Lays out `portico` in a folder: the server and its command line as JavaScript, with all that they read. */
export async function layOutServer(folder: string): Promise<void> {
  await compile(folder);
  const copied = globSync('server/**/*.{json,sql}', { cwd: root });
  await Promise.all(
    copied.map(async (name) => {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await copyFile(join(root, name), join(folder, name));
    }),
  );
  for (const name of ['locales', 'themes', 'dist/embed'])
    await cp(join(root, name), join(folder, name), { recursive: true });
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE'])
    await copyFile(join(root, name), join(folder, name));
  for (const name of globSync('docs/**/*.{md,txt}', { cwd: root }))
    await cp(join(root, name), join(folder, name));
  await writeFile(join(folder, 'package.json'), await manifestText());
}

/** Has the compiler write the server, and names the modules that run on threads as they are called there. */
async function compile(folder: string): Promise<void> {
  const config = join(dirname(folder), 'tsconfig.json');
  const text = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      rootDir: root,
      outDir: folder,
      noEmit: false,
      incremental: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      types: ['node'],
    },
    include: [join(root, 'server')],
  };
  await writeFile(config, JSON.stringify(text));
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', config], { stdio: 'inherit' });
  await rm(config);
  // As npm leaves it when the package is installed.
  await chmod(join(folder, 'server/cli.js'), 0o755);
  await Promise.all(
    globSync('server/**/*.js', { cwd: folder }).map(async (name) => {
      const file = join(folder, name);
      const code = await readFile(file, 'utf8');
      const named = code.replaceAll(
        /new URL\((['"])([\w./-]+)\.ts\1, import\.meta\.url\)/g,
        "new URL('$2.js', import.meta.url)",
      );
      const bare = named.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
      if (/['"`][\w./-]+\.ts['"`]/.test(bare))
        throw new Error(`${name} names a source that is not in the package.`);
      if (named !== code) await writeFile(file, named);
    }),
  );
}

type RootManifest = {
  version: string;
  description: string;
  license: string;
  dependencies: Record<string, string>;
};

async function manifestText(): Promise<string> {
  const { version, description, license, dependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as RootManifest;
  const sources = await Promise.all(
    globSync('server/**/*.ts', { cwd: root }).map((name) => readFile(join(root, name), 'utf8')),
  );
  const source = sources.join('\n');
  const used = (name: string) => new RegExp(`['"\`]${name}(/[^'"\`]*)?['"\`]`).test(source);
  const text = {
    name: 'portico',
    version,
    description,
    license,
    type: 'module',
    engines: { node },
    bin: { portico: './server/cli.js' },
    exports: {
      '.': { types: './server/index.d.ts', default: './server/index.js' },
      './package.json': './package.json',
    },
    imports: {
      '#contract/*': { types: './server/contract/*.d.ts', default: './server/contract/*.js' },
    },
    dependencies: Object.fromEntries(Object.entries(dependencies).filter(([name]) => used(name))),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
