import { setTimeout as sleep } from 'node:timers/promises';
import { partBytes, type UploadPurpose } from '#contract/file-words';
import type { StoredFile, Upload } from '#contract/files';
import { refusal, type Answer, type Api } from './api.ts';

/** The parts of a file as they are sent, from 1 on. */
export const partsOf = (content: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(content.length / partBytes) }, (_, at) =>
    content.subarray(at * partBytes, (at + 1) * partBytes),
  );

/** Asks for an upload; who asks for more than their share, as on a fast machine, waits for it. */
export async function beginUpload(
  api: Api,
  name: string,
  bytes: number,
  purpose: UploadPurpose = 'document',
): Promise<Answer<Upload>> {
  for (;;) {
    const begun = await api<Upload>('POST /uploads', { body: { name, bytes, purpose } });
    if (begun.status !== 429) return begun;
    await sleep(1_000);
  }
}

export const sendPart = (api: Api, id: string, part: number, body: Uint8Array) =>
  api(`PUT /uploads/${id}/parts/${part}`, { body });

export const completeUpload = (api: Api, id: string) =>
  api<StoredFile>(`POST /uploads/${id}/completion`, { body: {} });

/** Sends a file whole. @returns the answer to its completion, or to what was refused before */
export async function upload(
  api: Api,
  name: string,
  content: Uint8Array,
  purpose: UploadPurpose = 'document',
): Promise<Answer<StoredFile>> {
  const begun = await beginUpload(api, name, content.length, purpose);
  if (begun.status !== 201) return begun as Answer as Answer<StoredFile>;
  for (const [at, part] of partsOf(content).entries()) {
    const sent = await sendPart(api, begun.body.id, at + 1, part);
    if (sent.status !== 204) throw new Error(refusal(sent));
  }
  return completeUpload(api, begun.body.id);
}

/** A PDF of so many bytes; each is another one. */
export function pdfOf(bytes: number, mark = ''): Buffer {
  const content = Buffer.alloc(bytes, `${mark || Math.random()} `);
  content.write('%PDF-1.7\n');
  content.write('%%EOF\n', bytes - 6);
  return content;
}
