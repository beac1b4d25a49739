import { documents as endpoints } from '#contract/documents';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { allTypes } from '../../records/document-types.ts';
import { checklist } from './checklists.ts';
import { archive, content, thumbnail } from './documents.files.ts';
import {
  addVersion,
  changeDocument,
  createDocument,
  decide,
  documentsFigure,
  listDocuments,
  showDocument,
  withdrawDocument,
} from './documents.service.ts';
import { tellExpiringDocuments } from './expiring.ts';
import { saveType } from './types.ts';

/** Documents that are shared with customers, and those that customers hand in. */
export const documents = defineFeature({
  endpoints,
  handlers: ({ texts }: { texts: Texts }) => ({
    'GET /documents': ({ db, caller, query }) => listDocuments(db, caller, query),
    'GET /documents/:id': ({ db, caller, params }) => showDocument(db, caller, params.id),
    'GET /document-checklists': ({ db, caller, query }) => checklist(db, caller, query.owner),
    'POST /documents': async ({ db, caller, body, audit }) => {
      const document = await createDocument(db, caller, body);
      const { id, type, customer, visibility, file } = document;
      await audit(db, {
        record: id,
        detail: {
          customer: customer.number,
          owner: body.owner,
          type,
          visibility,
          file: file?.fileName ?? null,
        },
      });
      return document;
    },
    'POST /documents/:id/versions': async ({ db, caller, params, body, audit }) => {
      const document = await addVersion(db, caller, params.id, body);
      const { customer, file } = document;
      await audit(db, {
        record: params.id,
        detail: { customer: customer.number, version: file?.number, file: file?.fileName },
      });
      return document;
    },
    'PATCH /documents/:id': async ({ db, caller, params, body, audit }) => {
      const { document, before } = await changeDocument(db, caller, params.id, body);
      const { version: _, ...after } = body;
      const fields = Object.keys(after) as (keyof typeof after)[];
      await audit(db, {
        record: params.id,
        detail: {
          before: Object.fromEntries(fields.map((field) => [field, before[field]])),
          after,
        },
      });
      return document;
    },
    'DELETE /documents/:id': async ({ db, caller, params, audit }) => {
      await withdrawDocument(db, caller, params.id);
      await audit(db, { record: params.id });
    },
    'POST /documents/:id/decision': async ({ db, caller, params, body, audit }) => {
      const document = await decide(db, caller, params.id, body);
      const { customer, state, reason } = document;
      await audit(db, {
        record: params.id,
        detail: { customer: customer.number, state, ...(reason !== null && { reason }) },
      });
      return document;
    },
    'GET /document-versions/:id/content': {
      detached: ({ inTenant, caller, params, ctx }) =>
        content(inTenant, caller, params.id, !/^bytes=(?!0-)/.test(ctx.get('Range'))),
    },
    'GET /document-versions/:id/thumbnail': ({ db, caller, params }) =>
      thumbnail(db, caller, params.id),
    'POST /document-archives': {
      detached: ({ inTenant, caller, body, audit }) =>
        archive(texts, inTenant, caller, body, (db, detail) => audit(db, { detail })),
    },
    'GET /document-types': async ({ db }) => ({ items: await allTypes(db) }),
    'PUT /document-types/:code': async ({ db, caller, params, body, audit }) => {
      const type = await saveType(db, caller.tenant.id, params.code, body);
      await audit(db, { record: params.code, detail: { after: body } });
      return type;
    },
  }),
  sweep: tellExpiringDocuments,
  section: { section: 'documents', source: null, figure: documentsFigure },
});
