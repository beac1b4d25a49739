import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fileTypes } from '#contract/file-words';
import { edgeBytes, isPdf } from '../../output/foreign/stored-file.ts';
import { giveBack } from '../../work/give-back.ts';

/** As much of a file as it takes to know what it is, and its SHA-256 as hex. */
export type FileEdges = { sha256: string; head: Buffer; tail: Buffer };

/** Bytes of a stored file from `start` up to `end`, not included. */
type Read = (start: number, end: number) => AsyncIterable<Buffer>;

/** @param sha256 where it is known: then not all of a PDF is read */
export async function readEdges(
  read: Read,
  bytes: number,
  sha256: string | undefined,
): Promise<FileEdges> {
  if (sha256 !== undefined) {
    const head = await buffer(read(0, Math.min(bytes, edgeBytes)));
    if (headBytes(head, bytes) === head.length)
      return { sha256, head, tail: await buffer(read(Math.max(bytes - edgeBytes, 0), bytes)) };
  }
  return readWhole(read(0, bytes), bytes);
}

async function readWhole(chunks: AsyncIterable<Buffer>, bytes: number): Promise<FileEdges> {
  const hash = createHash('sha256');
  let head: Buffer = Buffer.alloc(0);
  const tail = Buffer.alloc(Math.min(bytes, edgeBytes));
  let at = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    if (at === 0) head = Buffer.alloc(headBytes(chunk, bytes));
    if (at < head.length) chunk.copy(head, at);
    const from = bytes - tail.length - at;
    if (from < chunk.length) chunk.copy(tail, Math.max(-from, 0), Math.max(from, 0));
    at += chunk.length;
    giveBack(chunk);
  }
  return { sha256: hash.digest('hex'), head, tail };
}

/** Of a PDF its beginning is enough, and of what is too large to be anything else. */
function headBytes(start: Buffer, bytes: number): number {
  return isPdf(start) || bytes > mostOtherBytes ? Math.min(bytes, edgeBytes) : bytes;
}
const mostOtherBytes = Math.max(
  ...Object.entries(fileTypes).flatMap(([type, { bytes }]) =>
    type === 'application/pdf' ? [] : bytes,
  ),
);
