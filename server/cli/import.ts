import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, Option, type Command } from 'commander';
import { apiBase, limits } from '#contract/limits';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import type { SyncResult } from '#contract/sync';
import { reachable } from './local.ts';

/** How far an import has come: written after each acknowledged batch, so that it resumes exactly there. */
type Progress = {
  /** Names this run: its batches repeat under the same key, another run's do not. */
  run: string;
  entity: string;
  /** Size and time of the file: a changed one is begun anew. */
  stamp: string;
  bytes: number;
  lines: number;
  rejectedBytes: number;
  counts: Record<string, number>;
  seconds: number;
};
type Target = { url: string; tenant: string; key: string; entity: SyncEntity };
/** `text` is null where the bytes of the line are not UTF-8. */
type Batch = { lines: { text: string | null; number: number }[]; bytes: number };

/** `portico import ENTITY FILE`: sends an NDJSON file of any size through the sync API. */
export function addImport(program: Command): void {
  program
    .command('import')
    .description('sends an NDJSON file to the sync API; goes on where it stopped')
    .addArgument(new Argument('<entity>', 'what the records are').choices(syncEntities))
    .argument('<file>', 'one record a line')
    .requiredOption('--url <url>', 'address of the server')
    .requiredOption('--tenant <slug>', 'whose records they are')
    .addOption(new Option('--key <key>', 'API key').env('PORTICO_KEY').makeOptionMandatory())
    .addHelpText(
      'after',
      '\nEnds with 2 where the server refused records: they are in FILE.rejected.ndjson.',
    )
    .action(async (entity: SyncEntity, file: string, options: Omit<Target, 'entity'>) => {
      const counts = await importFile({ ...options, entity }, file);
      if ((counts.invalid ?? 0) > 0) process.exitCode = 2;
    });
}

/**
 * Sends a file, going on where an earlier try stopped. Rejected records go to `<file>.rejected.ndjson`.
 * @returns how many records had which result
 * @throws Error when the server refuses the whole thing, or stays away
 */
export async function importFile(
  target: Target,
  file: string,
  say: (text: string) => void = console.log,
): Promise<Record<string, number>> {
  const stateFile = `${file}.import.json`;
  const rejectedFile = `${file}.rejected.ndjson`;
  const size = statSync(file).size;
  const progress = readProgress(stateFile, target.entity, file);
  if (progress.bytes > 0) console.error(`Going on after line ${progress.lines}.`);
  // What a batch without an acknowledgement left there comes again.
  if (progress.rejectedBytes > 0) truncateSync(rejectedFile, progress.rejectedBytes);
  else rmSync(rejectedFile, { force: true });
  keepProgress(stateFile, progress);
  const before = progress.seconds;
  const started = performance.now();
  for await (const batch of batches(file, progress)) {
    const rejected = await sendBatch(target, batch, progress);
    if (rejected.length > 0) {
      appendFileSync(rejectedFile, rejected.join(''));
      progress.rejectedBytes = statSync(rejectedFile).size;
    }
    progress.bytes += batch.bytes;
    progress.lines = batch.lines.at(-1)!.number;
    progress.seconds = before + (performance.now() - started) / 1000;
    keepProgress(stateFile, progress);
    showBar(progress, size);
  }
  rmSync(stateFile, { force: true });
  report(progress, rejectedFile, say);
  return progress.counts;
}

function readProgress(stateFile: string, entity: string, file: string): Progress {
  const { size, mtimeMs } = statSync(file);
  const stamp = `${size} ${mtimeMs}`;
  if (existsSync(stateFile)) {
    const kept = JSON.parse(readFileSync(stateFile, 'utf8')) as Progress;
    if (kept.entity === entity && kept.stamp === stamp) return kept;
  }
  return {
    run: randomUUID(),
    entity,
    stamp,
    bytes: 0,
    lines: 0,
    rejectedBytes: 0,
    counts: {},
    seconds: 0,
  };
}

/** Renamed into place: a crash leaves the old state or the new one, never half of it. */
function keepProgress(stateFile: string, progress: Progress): void {
  writeFileSync(`${stateFile}.new`, JSON.stringify(progress));
  renameSync(`${stateFile}.new`, stateFile);
}

/** Cuts the file into batches of whole lines that the API takes. */
async function* batches(file: string, progress: Progress): AsyncGenerator<Batch> {
  let batch: Batch = { lines: [], bytes: 0 };
  let number = progress.lines;
  // Room for the braces around the records, and for an ERP that writes lines as long as a batch.
  const room = limits.batchBytes - 10_000;
  for await (const line of rawLines(file, progress.bytes)) {
    number++;
    if (
      batch.lines.length > 0 &&
      (batch.lines.length >= limits.batchRecords || batch.bytes + line.length > room)
    ) {
      yield batch;
      batch = { lines: [], bytes: 0 };
    }
    batch.bytes += line.length;
    batch.lines.push({ text: decode(line), number });
  }
  if (batch.lines.length > 0) yield batch;
}

/** Bytes that are taken for what they are not would become other names and keys. */
function decode(line: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line).trim();
  } catch {
    return null;
  }
}

/** Lines as bytes with their ends, so that offsets are exact whatever the encoding and the line ends. */
async function* rawLines(file: string, start: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { start }) as AsyncIterable<Buffer>) {
    let data = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
      yield data.subarray(0, end + 1);
      data = data.subarray(end + 1);
    }
    rest = data;
  }
  if (rest.length) yield rest;
}

/** Sends one batch and counts its results. @returns lines for the file of rejected records */
async function sendBatch(target: Target, batch: Batch, progress: Progress): Promise<string[]> {
  const records: unknown[] = [];
  const numbers: number[] = [];
  const rejected: string[] = [];
  const reject = (line: number, errors: unknown, record: unknown) => {
    progress.counts.invalid = (progress.counts.invalid ?? 0) + 1;
    rejected.push(`${JSON.stringify({ line, errors, record })}\n`);
  };
  for (const { text, number } of batch.lines) {
    if (text === '') continue;
    if (text === null) {
      console.error(`Line ${number} is not UTF-8.`);
      reject(number, [{ path: '', rule: 'encoding' }], null);
      continue;
    }
    try {
      records.push(JSON.parse(text));
      numbers.push(number);
    } catch {
      reject(number, [{ path: '', rule: 'malformed_json' }], text);
    }
  }
  const results =
    records.length > 0 ? await post(target, records, `${progress.run} ${progress.bytes}`) : [];
  results.forEach(({ status, errors }, i) => {
    if (status === 'invalid') reject(numbers[i]!, errors, records[i]);
    else progress.counts[status] = (progress.counts[status] ?? 0) + 1;
  });
  return rejected;
}

/** Seconds that a server may ask to be left alone for. */
const longestPause = 60;

/** A server that restarts or is busy is waited for; the key makes a repeated batch count once. */
async function post(target: Target, records: unknown[], batchName: string): Promise<SyncResult[]> {
  const body = JSON.stringify({ records });
  const key = createHash('sha256').update(batchName).update(body).digest('base64url');
  for (let attempt = 0; ; attempt++) {
    const response = await fetch(
      reachable(`${target.url.replace(/\/$/, '')}${apiBase}/sync/${target.entity}`),
      {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          'Portal-Tenant': target.tenant,
          'Idempotency-Key': key,
          Authorization: `Bearer ${target.key}`,
        },
        body,
      },
    ).catch((error: Error) => error);
    let askedMs = 0;
    if (response instanceof Response) {
      // A server that is busy says when to come back.
      askedMs =
        Math.min(Number(response.headers.get('Retry-After') ?? 0) || 0, longestPause) * 1000;
      const answer = (await response.json()) as { results: SyncResult[]; code?: string };
      if (response.ok) return answer.results;
      if (response.status < 500 && response.status !== 429)
        throw new Error(`The server refused: ${JSON.stringify(answer)}`);
    }
    if (attempt >= 20)
      throw new Error('The server stays away. Run the same command again: it goes on from here.');
    await sleep(Math.max(askedMs, Math.min(250 * 2 ** attempt, 5_000)));
  }
}

function showBar({ bytes, lines }: Progress, size: number): void {
  if (!process.stderr.isTTY) return;
  const share = size ? bytes / size : 1;
  const bar = '█'.repeat(Math.round(share * 30)).padEnd(30, '░');
  process.stderr.write(`\r${bar} ${(share * 100).toFixed(0).padStart(3)} %  ${lines} records`);
}

function report(
  { counts, lines, seconds }: Progress,
  rejectedFile: string,
  say: (text: string) => void,
): void {
  if (process.stderr.isTTY) process.stderr.write('\n');
  const words = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  say(
    `${lines} records in ${seconds.toFixed(1)} s (${Math.round(lines / Math.max(seconds, 0.001))} a second): ${words.join(', ') || 'nothing'}`,
  );
  if (counts.invalid) say(`Rejected records, each with its reason: ${rejectedFile}`);
}
