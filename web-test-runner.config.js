import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { browserFlags } from './test/support/browser.ts';

/** Plain names of the contract's files, as `imports` in package.json gives them. */
const contract = {
  name: 'portico-contract',
  resolveImport: ({ source }) =>
    source.startsWith('#contract/') ? `/server/contract/${source.slice(10)}.ts` : undefined,
};

export default {
  files: 'test/widgets/*.test.ts',
  nodeResolve: { exportConditions: ['browser', 'production'] },
  concurrency: 2,
  plugins: [contract, esbuildPlugin({ ts: true, target: 'esnext', tsconfig: 'tsconfig.json' })],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
        args: browserFlags,
      },
    }),
  ],
  testFramework: { config: { timeout: 8000 } },
};
