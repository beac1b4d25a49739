// What a mass send is made of, for the benchmark, in a process of its own: a portal that sends, or one of
// its two bare limits. Says where it is, or how long it took.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { createPdfRenderer } from '../../server/features/statement/statement.renderer.ts';
import { createPortal } from '../../server/index.ts';
import { sampleStatement } from '../support/statement-document.ts';

const [kind = 'portal', first = '', second = ''] = process.argv.slice(2);
const document = sampleStatement({ rows: 20 });

/** What the process had in memory at most, threads included; the usual count also has what started it. */
function mostKilobytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
    return Number(kilobytes);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

/** Runs so many jobs, a few at a time. @returns milliseconds */
async function timed(count: number, atOnce: number, job: () => Promise<unknown>): Promise<number> {
  await Promise.all(Array.from({ length: atOnce }, job));
  const begin = performance.now();
  let left = count;
  const lane = async () => {
    while (left-- > 0) await job();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return performance.now() - begin;
}

if (kind === 'portal') {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mail = { smtpUrl: second, from: 'portal@portal.example' };
  const portal = await createPortal({ database: { url: first }, publicUrl: own, mail });
  server.on('request', portal.handler);
  console.log(own);
  process.on('SIGTERM', () => {
    console.log(String(mostKilobytes()));
    process.exit();
  });
} else if (kind === 'rendering') {
  const pdfs = createPdfRenderer();
  console.log(await timed(Number(first), 8, () => pdfs.render(document, ['tenant', 'who'])));
  await pdfs.close();
} else {
  const pdfs = createPdfRenderer({ threads: 1 });
  const content = Buffer.from(await pdfs.render(document, ['tenant', 'who']));
  await pdfs.close();
  const { hostname, port } = new URL(second);
  const transport = createTransport({
    host: hostname,
    port: Number(port),
    pool: true,
    maxConnections: 5,
    maxMessages: Infinity,
  });
  const mail = {
    from: 'portal@portal.example',
    to: 'pagos@cliente.example',
    subject: 'Estado de Cuenta',
    text: 'Anexamos su estado de cuenta.',
    attachments: [{ filename: '1_20180101.pdf', content }],
  };
  console.log(await timed(Number(first), 5, () => transport.sendMail(mail)));
  transport.close();
}
