import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import {
  fileRefusals,
  mostFileBytes,
  partBytes,
  scanStates,
  uploadPurposes,
  uploadStates,
} from './file-words.ts';
import { limits } from './limits.ts';
import { instant, line, uuid } from './primitives.ts';

/** A file on its way in. */
export const Upload = z.object({
  id: uuid,
  /** As it is kept: one part, nothing in it that is not seen. */
  name: z.string(),
  bytes: z.number().int(),
  /** Bytes of each part but the last, how many there are, and those that have arrived, from 1 on. */
  partBytes: z.number().int(),
  parts: z.number().int(),
  received: z.array(z.number().int()),
  state: z.enum(uploadStates),
  /** Until when it can be gone on with; null once it is kept. */
  expiresAt: instant.nullable(),
});
export type Upload = z.output<typeof Upload>;

/** A file that has arrived. */
export const StoredFile = z.object({
  id: uuid,
  name: z.string(),
  /** What it is by its bytes. */
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  scan: z.enum(scanStates),
});
export type StoredFile = z.output<typeof StoredFile>;

/** How much room a tenant's files take. */
export const FileStorage = z.object({
  bytes: z.number().int(),
  quota: z.number().int(),
  /** Whether files are scanned for malware, and whether the scanner answers. */
  scanner: z.enum(['off', 'ready', 'absent']),
});
export type FileStorage = z.output<typeof FileStorage>;

const one = z.strictObject({ id: uuid });
/** Whoever may hand something over, whatever it is for; the ERP as well. */
const upload = {
  permission: 'documents.upload',
  alsoFor: [
    'documents.manage',
    'messages.send',
    'messages.manage',
    'service.create',
    'service.manage',
    'quotes.request',
    'quotes.manage',
    'payments.pay',
    'sync.documents',
    'payments.review',
    'disputes.create',
  ],
} as const;

export const files = defineEndpoints({
  'POST /uploads': {
    ...upload,
    cost: 'batch',
    summary: 'Announces a file, which then comes part by part.',
    body: z.strictObject({
      name: line(limits.fileName),
      bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      purpose: z.enum(uploadPurposes),
    }),
    response: Upload,
    status: 201,
    errors: ['file_empty', 'file_type', 'file_too_large', 'storage_full', 'too_many_uploads'],
    audit: 'none',
  },
  'GET /uploads/:id': {
    ...upload,
    summary: 'A file on its way in, and which of its parts have arrived.',
    params: one,
    response: Upload,
    errors: ['not_found'],
  },
  'PUT /uploads/:id/parts/:part': {
    ...upload,
    summary: `One part of a file, ${partBytes} bytes, the last what is left. The same part twice is the same.`,
    params: one.extend({ part: z.string().regex(/^[1-9]\d{0,3}$/) }),
    body: { bytes: 'application/octet-stream' },
    bodyBytes: partBytes,
    response: 'nothing',
    errors: ['not_found', 'part_size', 'part_differs', 'upload_over'],
    audit: 'none',
  },
  'POST /uploads/:id/completion': {
    ...upload,
    cost: 'document',
    summary: `Has a file whose parts have all arrived looked at and kept; ${mostFileBytes / 1_048_576} MB at most.`,
    params: one,
    body: z.strictObject({}),
    response: StoredFile,
    errors: ['not_found', 'upload_incomplete', ...fileRefusals],
    audit: 'file.received',
  },
  'DELETE /uploads/:id': {
    ...upload,
    summary: 'Gives up a file that belongs to nothing yet.',
    params: one,
    response: 'nothing',
    errors: ['not_found', 'upload_over'],
    audit: 'none',
  },
  'GET /file-storage': {
    permission: 'documents.manage',
    alsoFor: 'settings.manage',
    summary: 'How much room the files of the tenant take, and whether they are scanned.',
    response: FileStorage,
    errors: [],
  },
});
