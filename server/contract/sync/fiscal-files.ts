import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { versioned } from './fields.ts';

export const fiscalFiles = {
  key: ['fiscalId', 'kind'],
  record: z.strictObject({
    fiscalId: p.line(limits.fiscalId),
    kind: z.enum(['xml', 'pdf']),
    customer: p.identifier,
    /** What it is downloaded as. */
    fileName: p.line(limits.name),
    /** Base64; what it is made of, the server checks (`file_type`). */
    content: z
      .base64()
      .min(1)
      .max(Math.ceil((limits.fiscalFileBytes * 4) / 3)),
    ...versioned,
  }),
} as const;
