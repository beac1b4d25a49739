import { appendFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { browserFlags } from './test/support/browser.ts';
import { hostOrigin } from './test/support/fixtures.ts';
import { startPortal } from './test/support/portal.ts';
import { bundleWidgetTests } from './test/support/widget-bundle.ts';
import { readWords } from './server/output/words.ts';
import { buildWidgets } from './widgets/build.ts';

let scripts;

/** The tests, each as one script and what it shares with others. */
const bundles = {
  name: 'portico-bundles',
  async serverStart() {
    scripts = await bundleWidgetTests();
  },
  serve({ path }) {
    const body = scripts.get(path.replace(/\.ts$/, '.js'));
    return body && { body, type: path.endsWith('.map') ? 'json' : 'js' };
  },
};

/** The catalogues, joined from the files of their languages. */
const catalogues = {
  name: 'portico-catalogues',
  serve({ path }) {
    const [, language] = /^\/locales\/(\w\w)\.json$/.exec(path) ?? [];
    return language && { body: JSON.stringify(readWords(language)), type: 'json' };
  },
};

let running;

/** A real server with the fixtures in it, which the page finds at its own address. */
const realServer = {
  name: 'portico-server',
  async serverStart() {
    // For the script tag, which is nothing before it is built.
    await buildWidgets();
    running = await startPortal();
  },
  serverStop: () => running?.close(),
};

/** Hands calls on as if the page were the site that may embed the fixture tenant. */
async function toServer(context, next) {
  if (!context.path.startsWith('/api/v1/')) return next();
  const chunks = [];
  for await (const chunk of context.req) chunks.push(chunk);
  const { host: _, connection: __, ...headers } = context.headers;
  const response = await fetch(running.url + context.url, {
    method: context.method,
    headers: { ...headers, origin: hostOrigin.norte },
    body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
  });
  context.status = response.status;
  context.set('content-type', response.headers.get('content-type') ?? 'text/plain');
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) context.set('set-cookie', cookies);
  context.body = response.status === 204 ? null : Buffer.from(await response.arrayBuffer());
}

/** Writes what pages take down of the elements' surface to SURFACE_SEEN, where it is set. */
async function surfaceSeen(context, next) {
  if (context.path !== '/surface-seen') return next();
  const chunks = await Array.fromAsync(context.req);
  const { SURFACE_SEEN: list } = process.env;
  if (list) appendFileSync(list, `${Buffer.concat(chunks)}\n`);
  context.status = 204;
}

/**
 * A tab that counts as looked at, though it shares its window: a hidden one draws nothing and closes no dialog. The files
 * that run in it each begin with a history of their own: of a full one, entries that no press made are dropped first,
 * and going back leads out of the test.
 */
async function visiblePage({ context }) {
  const page = await context.newPage();
  await page.emulateFocusedPage(true);
  const client = await page.createCDPSession();
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame() && frame.url() === 'about:blank')
      client.send('Page.resetNavigationHistory').catch(() => {});
  });
  return page;
}

/** Writes the files with a failure to FAILED_FILES, a line each, where it is set. */
const failedFiles = {
  stop({ sessions }) {
    const failed = sessions.filter(({ passed }) => !passed).map(({ testFile }) => testFile);
    const { FAILED_FILES: list } = process.env;
    if (list) writeFileSync(list, failed.map((file) => relative('.', file)).join('\n'));
  },
};

export default {
  files: 'test/widgets/*.test.ts',
  // Without it the runner spoils the names that the built script puts together.
  nodeResolve: true,
  // A page waits a good part of its time.
  concurrency: 3,
  reporters: [defaultReporter(), failedFiles],
  middleware: [surfaceSeen, toServer],
  plugins: [realServer, bundles, catalogues],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
        args: browserFlags,
      },
      createPage: visiblePage,
    }),
  ],
  testRunnerHtml: (framework) =>
    ['/test/widgets/surface-recorder.ts', framework]
      .map((path) => `<script type="module" src="${path}"></script>`)
      .join(''),
  // Guards against hanging; nothing waits for them otherwise.
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 60_000 } },
};
