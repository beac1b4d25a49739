import { files as endpoints } from '#contract/files';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import type { Scanner } from '../../output/scanner.ts';
import { defineFeature } from '../feature.ts';
import { sweepFiles } from './files.queries.ts';
import { createFileService } from './files.service.ts';

/** Files on their way in, whatever they are for. */
export const files = defineFeature({
  endpoints,
  handlers: ({ reader, scanner }: { reader: ForeignReader; scanner: Scanner }) => {
    const service = createFileService({ reader, scanner });
    return {
      'POST /uploads': ({ db, caller, body }) => service.begin(db, caller, body),
      'GET /uploads/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'PUT /uploads/:id/parts/:part': {
        detached: ({ inTenant, caller, params, body }) =>
          service.takePart(inTenant, caller, { id: params.id, part: Number(params.part) }, body),
      },
      'POST /uploads/:id/completion': {
        detached: ({ inTenant, caller, params, audit }) =>
          service.complete(inTenant, caller, params.id, (db, detail) =>
            audit(db, { record: params.id, detail }),
          ),
      },
      'DELETE /uploads/:id': ({ db, caller, params }) => service.drop(db, caller, params.id),
      'GET /file-storage': ({ db, caller }) => service.storage(db, caller.tenant.id),
    };
  },
  sweep: sweepFiles,
});
