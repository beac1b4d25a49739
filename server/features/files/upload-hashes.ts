import { createHash, type Hash } from 'node:crypto';

/** Uploads whose hashes are kept at a time; of the others the bytes are read again. */
const mostUploads = 500;

/** The hashes of files that are on their way in, taken along as their parts arrive. */
export type UploadHashes = {
  /** Takes a part that is kept, from 1 on. One that comes out of turn is not counted. */
  add(fileId: string, part: number, content: Uint8Array): void;
  /** @returns the SHA-256 of the file as hex, where each of its parts came in turn to this process */
  of(fileId: string, parts: number): string | undefined;
};

export function createUploadHashes(most = mostUploads): UploadHashes {
  const uploads = new Map<string, { hash: Hash; next: number }>();
  return {
    add: (fileId, part, content) => {
      const upload = uploads.get(fileId) ?? { hash: createHash('sha256'), next: 1 };
      if (part !== upload.next) return;
      upload.hash.update(content);
      upload.next++;
      // The one that waited longest for its next part goes first.
      uploads.delete(fileId);
      uploads.set(fileId, upload);
      const [oldest] = uploads.keys();
      if (uploads.size > most) uploads.delete(oldest!);
    },
    of: (fileId, parts) => {
      const upload = uploads.get(fileId);
      return upload?.next === parts + 1 ? upload.hash.copy().digest('hex') : undefined;
    },
  };
}
