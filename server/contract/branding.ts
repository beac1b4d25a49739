import { z } from 'zod';
import { brandParts, logoKinds, versionStates } from './branding-words.ts';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { BrandPictures, themeTokens } from './portal.ts';
import { instant, line, locale, localTime, ruled, text, uuid, webAddress } from './primitives.ts';
import { richSources, richText } from './rich-text.ts';

const byKey = z.record(z.string().max(100), text(limits.text));

const terms = z.strictObject({
  /** Everybody accepts a version once; another one asks again. */
  version: line(40),
  urls: z.partialRecord(locale, webAddress),
  /** The terms themselves, where they stand at no address. */
  texts: richSources,
});

/** How the company looks and speaks, as far as it is typed in. */
const lookBody = z.strictObject({
  /** Tokens that differ from the base theme. */
  theme: themeTokens,
  /** Texts in place of the catalogue's, by language and key. */
  strings: z.partialRecord(locale, byKey),
  /** What stands above the sections of the home page, in a small Markdown. */
  welcome: richSources,
  footer: z.partialRecord(locale, line(limits.text)),
  terms: ruled(
    terms,
    ({ urls, texts }) =>
      Object.keys(urls).length > 0 || Object.values(texts).some((text) => text.trim() !== ''),
    { error: 'terms_nowhere', path: ['urls'] },
  ).nullable(),
});
const texts = z.partialRecord(locale, z.string());
/** The same on its way out: what was kept, also by the command line. */
const Look = z.object({
  theme: themeTokens,
  strings: z.partialRecord(locale, z.record(z.string(), z.string())),
  welcome: texts,
  footer: texts,
  terms: z.object({ version: z.string(), urls: texts, texts }).nullable(),
  logos: BrandPictures,
});
export type BrandLook = z.output<typeof Look>;

/** A version of the look. */
export const BrandVersion = z.object({
  id: uuid,
  number: z.number().int(),
  state: z.enum(versionStates),
  /** From when it holds, or held. */
  holdsAt: instant,
  madeAt: instant,
  by: z.object({
    kind: z.enum(['staff', 'operator']),
    /** Null: the person is gone, or nobody in person. */
    name: z.string().nullable(),
  }),
  changes: z.array(z.enum(brandParts)),
});
export type BrandVersion = z.output<typeof BrandVersion>;

/** What is being worked on. */
export const BrandDraft = z.object({
  version: z.number().int(),
  look: Look,
  /** Parts in which it differs from what holds. */
  changes: z.array(z.enum(brandParts)),
  /** Whether another version has come to hold since the work on it began. */
  overtaken: z.boolean(),
  /** What holds, to compare with. */
  published: Look,
  /** The welcome as it is drawn. */
  trees: z.partialRecord(locale, richText),
  /** The base theme: what a theme leaves open. */
  base: themeTokens,
});
export type BrandDraft = z.output<typeof BrandDraft>;

/** A text of the catalogue, as it stands there. */
export const CatalogueText = z.object({
  key: z.string(),
  texts: z.object({ es: z.string(), pt: z.string(), en: z.string() }),
  /** Names of what is filled in. */
  blanks: z.array(z.string()),
});
export type CatalogueText = z.output<typeof CatalogueText>;

const version = z.number().int().min(0);
const one = z.strictObject({ id: uuid });
const scheme = z.strictObject({ scheme: z.enum(logoKinds) });
const manage = { permission: 'branding.manage' } as const;

export const branding = defineEndpoints({
  'GET /branding-draft': {
    ...manage,
    summary: 'The look that is being worked on: what holds, until it is changed.',
    response: BrandDraft,
    errors: [],
  },
  'PUT /branding-draft': {
    ...manage,
    summary: 'Keeps the look that is being worked on. Nobody else sees it before it is published.',
    bodyBytes: limits.brandBytes,
    body: lookBody.extend({ version }),
    response: BrandDraft,
    errors: ['record_changed'],
    audit: 'branding.draft_changed',
  },
  'DELETE /branding-draft': {
    ...manage,
    summary: 'Throws away what was worked on: the draft is what holds again.',
    response: BrandDraft,
    errors: [],
    audit: 'branding.draft_changed',
  },
  'POST /branding-draft/publication': {
    ...manage,
    summary:
      'Has the draft hold, now or from an instant on. Colours that are too much alike are refused, pair by pair.',
    body: z.strictObject({
      version,
      /** Day and time on the tenant's clock, to come; null is now. */
      at: localTime.nullable().default(null),
    }),
    response: BrandVersion,
    status: 201,
    errors: ['record_changed', 'theme_contrast', 'too_many_scheduled'],
    audit: 'branding.published',
  },
  'GET /branding-draft/tokens': {
    ...manage,
    summary: 'The theme of the draft as a design-token file of the W3C community group.',
    response: { file: 'application/json' },
    errors: [],
    cost: 'export',
    audit: 'branding.exported',
  },
  'PUT /branding-draft/tokens': {
    ...manage,
    summary: 'Takes the theme of a design-token file into the draft, held as strictly as a form.',
    bodyBytes: limits.brandBytes,
    body: z.strictObject({ version, tokens: z.record(z.string(), z.json()) }),
    response: BrandDraft,
    errors: ['record_changed'],
    audit: 'branding.draft_changed',
  },
  'PUT /logos/:scheme': {
    ...manage,
    cost: 'batch',
    summary: 'Takes a picture into the draft, made anew as PNG without the blank around it.',
    params: scheme,
    bodyBytes: limits.logoBytes * 1.4,
    body: z.strictObject({
      version,
      /** PNG, JPEG, WebP or SVG. */
      content: z.base64().max(limits.logoBytes * 1.35),
    }),
    response: BrandDraft,
    errors: [
      'record_changed',
      'picture_type',
      'picture_unreadable',
      'picture_animated',
      'picture_too_large',
      'picture_unsafe',
    ],
    audit: 'branding.draft_changed',
  },
  'DELETE /logos/:scheme': {
    ...manage,
    summary: 'Takes a picture out of the draft.',
    params: scheme,
    query: z.strictObject({ version: z.coerce.number().int().min(0) }),
    response: BrandDraft,
    errors: ['record_changed'],
    audit: 'branding.draft_changed',
  },
  'GET /branding-versions': {
    ...manage,
    summary:
      'Versions of the look, the newest first: those to come, the one that holds, and 50 before.',
    response: z.object({ items: z.array(BrandVersion) }),
    errors: [],
  },
  'POST /branding-versions/:id/restoration': {
    ...manage,
    summary: 'Takes a version back into the draft, to be looked at and published again.',
    params: one,
    body: z.strictObject({ version }),
    response: BrandDraft,
    errors: ['not_found', 'record_changed'],
    audit: 'branding.restored',
  },
  'POST /branding-versions/:id/undo': {
    ...manage,
    summary:
      'Takes a publication back: one that is to come is cancelled, the one that holds makes way for the one before.',
    params: one,
    body: z.strictObject({}),
    response: z.object({ items: z.array(BrandVersion) }),
    errors: ['not_found', 'not_undoable'],
    audit: 'branding.undone',
  },
  'POST /catalogue-searches': {
    ...manage,
    summary:
      'Texts of the catalogue by what they say in any language or by key, or those of some keys.',
    body: z.strictObject({
      q: line(limits.search).optional(),
      keys: z.array(z.string().max(100)).max(100).optional(),
      /** Whether those of mails are meant, or all others. */
      mails: z.boolean().default(false),
    }),
    response: z.object({ items: z.array(CatalogueText), more: z.boolean() }),
    errors: [],
    audit: 'none',
  },
  'GET /terms': {
    permission: 'public',
    summary: 'The terms of use that hold, in one language.',
    query: z.strictObject({ locale }),
    response: z.object({ version: z.string(), text: richText }),
    errors: ['not_found'],
  },
});
