// Typing into the sheet of a long order as a slow phone shows it: the real element with its lines on the real server.
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from '../support/browser.ts';
import { median, type Finding } from './compare.ts';
import type { Stage } from './list.ts';

/** How much slower than this processor that of the phone is. */
const slower = 4;
/** Milliseconds of the phone's processor from a key to the frame that shows it, at most. */
const budget = 16;

type Cell = { what: string; selector: string; keys: string };

/** From each key until it is painted, in an order of so many lines, beside a page of one bare field. */
export async function benchTyping(
  url: string,
  { token }: Stage,
  draft: { id: string; lines: readonly { id: string }[] },
): Promise<Finding[]> {
  const line = draft.lines[Math.floor(draft.lines.length / 2)]!.id;
  const cells: Cell[] = [
    { what: 'a number', selector: `#m-${line}`, keys: 'TANQUE DE ACERO INOXIDABLE 5000' },
    { what: 'a quantity', selector: `#q-${line}`, keys: '1234567890' },
    { what: 'the next line', selector: '#m-new', keys: 'TANQUE DE ACERO INOXIDABLE 5000' },
  ];
  // Frames come as soon as they are ready: what is measured is the work, not the wait for the screen.
  const args = [...browserFlags, '--disable-frame-rate-limit', '--disable-gpu-vsync'];
  const browser = await chromium.launch({ executablePath: findBrowser(), args });
  try {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
      extraHTTPHeaders: { Authorization: `Bearer ${token}` },
    });
    const page = await context.newPage();
    await page.route(`${url}/bare`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<input id="bare">' }),
    );
    await page.route(`${url}/sheet`, (route) =>
      route.fulfill({ contentType: 'text/html', body: pageOf(url, draft.id) }),
    );
    const devtools = await context.newCDPSession(page);
    // Of the time of the processor, whatever else runs on this machine.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
    await page.goto(`${url}/bare`);
    const bare = await typeInto(page, devtools, { selector: '#bare', keys: cells[0]!.keys });
    await page.goto(`${url}/sheet`);
    await page.locator(`#m-${line}`).waitFor({ timeout: 60_000 });
    const findings: Finding[] = [];
    for (const cell of cells) {
      const { work, frame } = await typeInto(page, devtools, cell);
      findings.push({
        what: `slow phone, a key in ${cell.what} of ${draft.lines.length} lines`,
        value: `${said(work)}; its frame after ${said(frame)}`,
        limit: `${said(bare.work)}; its frame after ${said(bare.frame)}`,
        ratio: median(work) / median(bare.work),
        budget: `${budget} ms`,
        holds: median(work) <= budget,
      });
    }
    return findings;
  } finally {
    await browser.close();
  }
}

const pageOf = (url: string, draft: string) => `<!doctype html>
<html lang="es">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Pedido</title>
    <script type="module" src="${url}/embed.js" data-tenant="banco"></script>
  </head>
  <body><portal-order-entry view="edit" draft="${draft}"></portal-order-entry></body>
</html>`;

async function typeInto(
  page: Page,
  devtools: CDPSession,
  { selector, keys }: Pick<Cell, 'selector' | 'keys'>,
): Promise<{ work: number[]; frame: number[] }> {
  await page.locator(selector).tap();
  await page.keyboard.press('Control+A');
  const [work, frame]: [number[], number[]] = [[], []];
  for (const key of keys) {
    const before = await worked(devtools);
    await page.evaluate(() => {
      const seen = globalThis as { painted?: Promise<number> };
      seen.painted = new Promise((resolve) =>
        document.addEventListener(
          'keydown',
          ({ timeStamp }) =>
            requestAnimationFrame(() => {
              // The first task after the frame.
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => resolve(performance.now() - timeStamp);
              port2.postMessage(null);
            }),
          { capture: true, once: true },
        ),
      );
    });
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', text: key, key });
    frame.push(await page.evaluate(() => (globalThis as { painted?: Promise<number> }).painted!));
    work.push((await worked(devtools)) - before);
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', key });
  }
  return { work, frame };
}

/** Milliseconds that the page has worked, what the measuring asked of it left out. */
async function worked(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  return (of('TaskDuration') - of('DevToolsCommandDuration')) * 1_000;
}

/** The middle one, and what all but one in twenty stay below. */
function said(times: readonly number[]): string {
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
  return `${median([...times]).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
}
