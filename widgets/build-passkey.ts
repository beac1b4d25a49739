import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';

/**
 * Builds the script of the window for passkeys, with the library in it.
 * @param folder where `passkey.js` goes, beside what is there
 */
export async function buildPasskeyPage(root: string, folder: string): Promise<void> {
  const options = {
    root,
    configFile: false,
    logLevel: 'warn',
    mode: 'production',
    build: {
      emptyOutDir: false,
      sourcemap: 'hidden',
      minify: false,
      target: 'es2022',
      outDir: folder,
      lib: {
        entry: { passkey: join(root, 'widgets/passkey-page/index.ts') },
        formats: ['es'],
        fileName: 'passkey',
      },
    },
  } satisfies InlineConfig;
  await build(options);
}
