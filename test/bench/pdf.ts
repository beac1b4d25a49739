import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import { renderStatement } from '../../server/features/statement/statement.pdf.ts';
import { createPdfRenderer } from '../../server/features/statement/statement.renderer.ts';
import { readPdf, type PdfRun } from '../support/pdf-reader.ts';
import { sampleStatement } from '../support/statement-document.ts';
import { median, type Finding } from './compare.ts';

const statements = 300;
const mb = (bytes: number) => bytes / 1_048_576;

/** The PDF of a statement, against pdfkit drawing the same texts; and many of them at once. */
export async function benchPdf(): Promise<Finding[]> {
  return [await benchOne(), ...(await benchMany())];
}

async function benchOne(): Promise<Finding> {
  const document = sampleStatement({ rows: 100 });
  const { pages } = await readPdf(await renderStatement(document));
  const bare = () => drawBare(pages.map(({ runs }) => runs));
  const ours: number[] = [];
  const limits: number[] = [];
  // In turns, so that what else the machine does falls on both.
  for (let i = 0; i < 25; i++) {
    limits.push(await time(bare));
    ours.push(await time(() => renderStatement(document)));
  }
  const [value, limit] = [median(ours.slice(5)), median(limits.slice(5))];
  return {
    what: 'PDF of a statement of 100 rows, tagged',
    value: `${value.toFixed(1)} ms`,
    limit: `${limit.toFixed(1)} ms`,
    ratio: value / limit,
    budget: '1.25 × pdfkit drawing the same',
    holds: value <= limit * 1.25,
  };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

const font = readFileSync(
  createRequire(import.meta.url).resolve(
    '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
  ),
);

/** The same texts in the same places, each an element of the structure, by nothing but pdfkit. */
async function drawBare(pages: PdfRun[][]): Promise<number> {
  const doc = new PDFDocument({
    size: [792, 612],
    margin: 0,
    tagged: true,
    pdfVersion: '1.7',
    lang: 'es',
    autoFirstPage: false,
  });
  const root = doc.struct('Document');
  doc.addStructure(root);
  for (const runs of pages) {
    doc.addPage();
    doc.font(font);
    for (const { text, x, y, size } of runs) {
      const element = doc.struct('P');
      root.add(element);
      element.add(() => doc.fontSize(size).text(text, x, 612 - y - size, { lineBreak: false }));
      element.end();
    }
  }
  root.end();
  doc.end();
  let bytes = 0;
  for await (const chunk of doc) bytes += (chunk as Buffer).length;
  return bytes;
}

/** How long something takes, and what the loop of this thread waits meanwhile, in milliseconds. */
async function watched(work: () => Promise<unknown>): Promise<{ taken: number; p99: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const taken = await time(work);
  delay.disable();
  return { taken, p99: delay.percentile(99) / 1e6 };
}

/** Statements a second of threads that do nothing else, and tell nobody. */
async function drawAlone(threads: number): Promise<{ rate: number; p99: number }> {
  const file = new URL('pdf-alone.ts', import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(file));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const each = Math.ceil(statements / threads);
  const { taken, p99 } = await watched(() =>
    Promise.all(
      workers.map((worker) => {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
        worker.postMessage(each);
        return once(worker, 'message');
      }),
    ),
  );
  await Promise.all(workers.map((worker) => worker.terminate()));
  return { rate: ((each * threads) / taken) * 1000, p99 };
}

/** Statements of 20 rows on all processors, asked for as a mass send does. */
async function benchMany(): Promise<Finding[]> {
  const threads = availableParallelism();
  const document = sampleStatement({ rows: 20 });
  const alone = await drawAlone(threads);
  const renderer = createPdfRenderer({ threads });
  const idle = process.memoryUsage().rss;
  let most = 0;
  const lane = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await renderer.render(document, ['tenant', 'who']);
      most = Math.max(most, process.memoryUsage().rss);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, () => lane(20)));
    const lanes = threads * 2;
    const { taken, p99 } = await watched(() =>
      Promise.all(Array.from({ length: lanes }, () => lane(Math.ceil(statements / lanes)))),
    );
    const rate = (statements / taken) * 1000;
    return [
      {
        what: `statements of 20 rows on ${threads} threads`,
        value: `${rate.toFixed(0)}/s`,
        limit: `${alone.rate.toFixed(0)}/s`,
        ratio: rate / alone.rate,
        budget: '0.7 of threads on their own',
        holds: rate >= alone.rate * 0.7,
      },
      {
        what: 'memory they need more',
        value: `${mb(most - idle).toFixed(0)} MB`,
        budget: '300 MB',
        holds: mb(most - idle) < 300,
      },
      {
        what: 'what others wait for them, p99',
        value: `${p99.toFixed(1)} ms`,
        limit: `${alone.p99.toFixed(1)} ms`,
        budget: '25 ms, or a quarter more',
        // On a machine that does other things, the loop waits without us.
        holds: p99 < Math.max(25, alone.p99 * 1.25),
      },
    ];
  } finally {
    await renderer.close();
  }
}
