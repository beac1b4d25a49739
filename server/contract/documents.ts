import { z } from 'zod';
import {
  documentActions,
  documentDecisions,
  documentFilters,
  documentGroups,
  documentOwners,
  documentSorts,
  documentStates,
  documentVisibilities,
  mostTags,
} from './document-words.ts';
import { defineEndpoints } from './endpoint.ts';
import { mediaTypes, mostFileBytes, scanStates, type MediaType } from './file-words.ts';
import { limits } from './limits.ts';
import {
  cursor,
  date,
  givenDate,
  identifier,
  instant,
  line,
  locale,
  localised,
  localisedOut,
  page,
  pageSize,
  ruled,
  text,
  uuid,
} from './primitives.ts';

/** Whose a document is: `order:<id>`, `invoice:<id>`, `shipment:<id>`, `quote:<id>` or `customer:<number>`. */
const owner = z
  .string()
  .max(limits.identifier + 20)
  .regex(
    /^(?:customer:[^\p{Cc}\p{Cs}]{1,60}|(?:order|invoice|shipment|quote):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/u,
    { error: 'document_owner' },
  );

/** A code that a type is known by; a starter type's, or one of the tenant's own. */
export const documentTypeCode = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,39}$/, { error: 'document_type' });

const Who = z.object({
  kind: z.enum(['contact', 'staff', 'key']),
  /** Null: a machine, or the person is gone. */
  name: z.string().nullable(),
});

export const DocumentVersion = z.object({
  id: uuid,
  number: z.number().int(),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  /** Whether it is a picture with a small one of it. */
  thumbnail: z.boolean(),
  scan: z.enum(scanStates),
  note: z.string().nullable(),
  by: Who,
  at: instant,
});
export type DocumentVersion = z.output<typeof DocumentVersion>;

/** A document as a list shows it. */
export const PortalDocument = z.object({
  id: uuid,
  version: z.number().int(),
  title: z.string(),
  /** Code of its type. */
  type: z.string(),
  owner: z.object({
    kind: z.enum(documentOwners),
    /** Of the record; null of a customer. */
    id: uuid.nullable(),
    /** Number of the record or the customer. */
    number: z.string(),
  }),
  customer: z.object({ number: z.string(), name: z.string() }),
  visibility: z.enum(documentVisibilities),
  tags: z.array(z.string()),
  required: z.boolean(),
  /** Null where there is nothing to decide. */
  state: z.enum(documentStates).nullable(),
  /** Why it was rejected. */
  reason: z.string().nullable(),
  /** The last day it is good for. */
  expiresOn: date.nullable(),
  /** The newest version; null where it was asked for and has not come. */
  file: DocumentVersion.nullable(),
  at: instant,
});
export type PortalDocument = z.output<typeof PortalDocument>;

/** A document with its versions, the newest first, and for staff who took which of them along. */
export const DocumentDetail = PortalDocument.extend({
  versions: z.array(DocumentVersion),
  views: z.array(z.object({ version: z.number().int(), by: Who, at: instant })).nullable(),
  actions: z.array(z.enum(documentActions)),
});
export type DocumentDetail = z.output<typeof DocumentDetail>;

export const DocumentType = z.object({
  code: z.string(),
  group: z.enum(documentGroups),
  /** Names by language; null for a starter type: its name is the text `document_type.<code>`. */
  labels: localisedOut.nullable(),
  /** Whether the tenant changed or added it. */
  own: z.boolean(),
  /** Whether customers may hand such documents in. */
  fromCustomer: z.boolean(),
  /** Whether it asks until when it is good. */
  keepsExpiry: z.boolean(),
  /** What has to have such a document. */
  requiredFor: z.array(z.enum(documentOwners)),
  /** Media types that are taken; null takes all. */
  mediaTypes: z.array(z.string()).nullable(),
  /** Bytes that are taken, where it is less than the media type's. */
  bytes: z.number().int().nullable(),
  /** No longer offered. */
  hidden: z.boolean(),
});
export type DocumentType = z.output<typeof DocumentType>;

/** A line of what something has to have. */
export const ChecklistLine = z.object({
  type: z.string(),
  state: z.enum(documentStates),
  /** The document that stands for it; null where nothing has come. */
  document: uuid.nullable(),
  reason: z.string().nullable(),
  expiresOn: date.nullable(),
});
export type ChecklistLine = z.output<typeof ChecklistLine>;

const one = z.strictObject({ id: uuid });
const version = z.number().int().min(1);
export const documentTags = ruled(
  z.array(line(40)).max(mostTags),
  (all) => new Set(all.map((tag) => tag.toLowerCase())).size === all.length,
  { error: 'duplicate' },
);
const title = line(limits.name);
const note = line(limits.text).nullable();
const view = { permission: 'documents.view', alsoFor: 'documents.manage' } as const;
const upload = { permission: 'documents.upload', alsoFor: 'documents.manage' } as const;
const manage = { permission: 'documents.manage' } as const;
const attachErrors = ['not_found', 'media_not_allowed', 'file_too_large'] as const;
const fileErrors = ['not_found', 'file_pending', 'file_infected', 'range_unsatisfiable'] as const;

export const documents = defineEndpoints({
  'GET /documents': {
    ...view,
    summary: 'Documents that are shared with the customers the caller may see, the newest first.',
    query: z.strictObject({
      owner: owner.optional(),
      type: documentTypeCode.optional(),
      state: z.enum(documentFilters).optional(),
      visibility: z.enum(documentVisibilities).optional(),
      /** Words of title, name of the file, number of the record, tags. */
      q: line(limits.search).optional(),
      /** Number of a customer. */
      customer: identifier.optional(),
      sort: z.enum(documentSorts).default('-at'),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(PortalDocument),
    errors: [],
    look: 'answer',
  },
  'GET /documents/:id': {
    ...view,
    summary: 'One document with its versions; for staff also who took them along.',
    params: one,
    response: DocumentDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /document-checklists': {
    ...view,
    summary:
      'What an order, an invoice, a shipment or a customer has to have, and how it stands with each.',
    query: z.strictObject({ owner }),
    response: z.object({
      customer: z.object({ number: z.string(), name: z.string() }),
      items: z.array(ChecklistLine),
    }),
    errors: ['not_found'],
    look: 'answer',
  },
  'POST /documents': {
    ...upload,
    cost: 'batch',
    summary: 'Adds a document, with a file that was uploaded; staff also asks for one without.',
    body: z.strictObject({
      owner,
      type: documentTypeCode,
      /** The name of the file unless given. */
      title: title.optional(),
      /** A file that has arrived, of the caller's own. */
      upload: uuid.nullable().default(null),
      note: note.default(null),
      expiresOn: givenDate.nullable().default(null),
      /** Staff alone says the following. */
      visibility: z.enum(documentVisibilities).default('customer'),
      tags: documentTags.default([]),
      required: z.boolean().default(false),
    }),
    response: DocumentDetail,
    status: 201,
    errors: [...attachErrors, 'document_type_unknown', 'staff_only'],
    audit: 'document.created',
  },
  'POST /documents/:id/versions': {
    ...upload,
    cost: 'batch',
    summary: 'Adds a version. What was there stays, and can be had.',
    params: one,
    body: z.strictObject({
      upload: uuid,
      note: note.default(null),
      expiresOn: givenDate.nullable().optional(),
    }),
    response: DocumentDetail,
    status: 201,
    errors: attachErrors,
    audit: 'document.version_added',
  },
  'PATCH /documents/:id': {
    ...manage,
    summary: 'Changes what is given of a document.',
    params: one,
    body: z.strictObject({
      version,
      title: title.optional(),
      type: documentTypeCode.optional(),
      visibility: z.enum(documentVisibilities).optional(),
      tags: documentTags.optional(),
      required: z.boolean().optional(),
      expiresOn: givenDate.nullable().optional(),
    }),
    response: DocumentDetail,
    errors: ['not_found', 'record_changed', 'document_type_unknown'],
    audit: 'document.changed',
  },
  'DELETE /documents/:id': {
    ...manage,
    summary:
      'Withdraws a document: nobody finds it from here on, and the audit keeps what was done.',
    params: one,
    response: 'nothing',
    errors: ['not_found'],
    audit: 'document.withdrawn',
  },
  'POST /documents/:id/decision': {
    ...manage,
    summary: 'Takes a document that a customer handed in for review, accepts it, or rejects it.',
    params: one,
    body: ruled(
      z.strictObject({
        version,
        decision: z.enum(documentDecisions),
        /** Told the customer. */
        reason: ruled(text(limits.text), (value) => value.trim() !== '', {
          error: 'required',
        }).optional(),
      }),
      ({ decision, reason }) => decision !== 'reject' || reason !== undefined,
      { error: 'required', path: ['reason'] },
    ),
    response: DocumentDetail,
    errors: ['not_found', 'record_changed', 'nothing_to_decide'],
    audit: 'document.decided',
  },
  'GET /document-versions/:id/content': {
    ...view,
    cost: 'document',
    summary: 'The file of a version, whole or a range of it.',
    params: one,
    response: { file: 'application/octet-stream' },
    errors: fileErrors,
    audit: 'document.downloaded',
  },
  'GET /document-versions/:id/thumbnail': {
    ...view,
    cost: 'document',
    summary: 'A small picture of a version that is a picture, as PNG.',
    params: one,
    response: { file: 'image/png' },
    errors: ['not_found', 'file_pending', 'file_infected'],
    audit: 'document.downloaded',
  },
  'POST /document-archives': {
    ...view,
    cost: 'document',
    summary:
      'The newest versions of the documents of a record, or of those that are named, as one ZIP.',
    body: ruled(
      z.strictObject({
        owner: owner.optional(),
        documents: z.array(uuid).min(1).max(limits.archiveFiles).optional(),
        locale,
      }),
      (body) => (body.owner === undefined) !== (body.documents === undefined),
      { error: 'either', path: ['owner'] },
    ),
    response: { file: 'application/zip' },
    errors: ['not_found'],
    audit: 'documents.downloaded',
  },
  'GET /document-types': {
    ...view,
    summary: 'The types of documents there are, in their order.',
    response: z.object({ items: z.array(DocumentType) }),
    errors: [],
  },
  'PUT /document-types/:code': {
    ...manage,
    summary: 'Adds a type, or changes one; a starter type keeps its code.',
    params: z.strictObject({ code: documentTypeCode }),
    body: z.strictObject({
      group: z.enum(documentGroups),
      labels: ruled(localised, (labels) => Object.keys(labels).length > 0, {
        error: 'required',
      }).nullable(),
      fromCustomer: z.boolean(),
      keepsExpiry: z.boolean(),
      requiredFor: z.array(z.enum(documentOwners)).max(documentOwners.length),
      mediaTypes: z
        .array(z.enum(mediaTypes as [MediaType, ...MediaType[]]))
        .min(1)
        .max(mediaTypes.length)
        .nullable(),
      bytes: z.number().int().min(1_000).max(mostFileBytes).nullable(),
      hidden: z.boolean(),
    }),
    response: DocumentType,
    errors: [],
    audit: 'document_type.saved',
  },
});
