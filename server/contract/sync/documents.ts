import { z } from 'zod';
import { documentOwners, documentVisibilities } from '../document-words.ts';
import { documentTags, documentTypeCode } from '../documents.ts';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { optional, versioned, word } from './fields.ts';

/** Kinds of records whose numbers are a company's own. */
const ofCompany: readonly string[] = ['invoice', 'quote'];

const record = z.strictObject({
  /** What it belongs to: the kind of it, of an invoice or a quote its company, and its number. */
  owner: z.enum(documentOwners),
  company: z.union([p.identifier, z.literal('')]).default(''),
  number: p.identifier,
  /** Of its own, among the documents of what it belongs to. */
  id: p.identifier,
  type: documentTypeCode,
  /** The name of the file unless given. */
  title: word,
  visibility: z.enum(documentVisibilities).default('customer'),
  tags: documentTags.default([]),
  required: z.boolean().default(false),
  /** The last day it is good for. */
  expires: optional(p.date),
  /** Of the version. */
  note: optional(p.line(limits.text)),
  /**
   * The file, in base64 with its name; or, where it is larger, one that came by `POST /uploads` with the same key.
   * Another content is another version. Without either it is asked for, or stays what it is.
   */
  fileName: optional(p.line(limits.fileName)),
  content: optional(
    z
      .base64()
      .min(1)
      .max(Math.ceil((limits.documentBytes * 4) / 3)),
  ),
  upload: optional(p.uuid),
  ...versioned,
});

type Document = z.output<typeof record>;

const rules: [holds: (document: Document) => boolean, error: string, path: string][] = [
  [({ owner, company }) => !ofCompany.includes(owner) || company !== '', 'required', 'company'],
  [({ owner, company }) => ofCompany.includes(owner) || company === '', 'unknown_field', 'company'],
  [({ content, upload }) => content === null || upload === null, 'either', 'content'],
  [({ content, fileName }) => content === null || fileName !== null, 'required', 'fileName'],
];

/** A document that is shared with a customer, or that the company has of one. */
export const documents = {
  key: ['owner', 'company', 'number', 'id'],
  record: rules.reduce(
    (schema, [holds, error, path]) => p.ruled(schema, holds, { error, path: [path] }),
    record,
  ),
} as const;
