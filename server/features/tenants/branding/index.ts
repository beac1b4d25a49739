import { brandPreviews } from '#contract/brand-previews';
import { branding as endpoints } from '#contract/branding';
import { toBrandPicture } from '../../../output/picture.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { RichText } from '#contract/rich-text';
import type { InScope } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { actorOf, workKeysOf } from '../../../http/caller.ts';
import type { WorkKeys } from '../../../work/fair-queue.ts';
import { defineFeature } from '../../feature.ts';
import { holdLook } from '../look.ts';
import {
  createBrandMails,
  previewMail,
  readMailTest,
  sampleLook,
  testMail,
  type SampleLetters,
  type SampleLook,
} from './previews.service.ts';
import { searchCatalogue } from '../strings.ts';
import { toDesignTokens } from '../theme.ts';
import {
  dropDraft,
  dropPicture,
  publish,
  readDraft,
  restore,
  saveDraft,
  sweepPictures,
  takePicture,
  takeTokens,
  undo,
  versions,
} from './branding.service.ts';

/** What previews need of other features. */
type Deps = {
  letters: SampleLetters;
  /** Draws a statement of made-up figures as PDF. */
  drawSample: (look: SampleLook, keys: WorkKeys) => Promise<Uint8Array>;
};

/** The look of the portal: worked on as a draft, published as versions. */
export const branding = defineFeature({
  endpoints: { ...endpoints, ...brandPreviews },
  handlers: ({ letters, drawSample }: Deps) => ({
    'GET /branding-draft': ({ db, caller }) => readDraft(db, caller.tenant.id),
    'PUT /branding-draft': async ({ db, caller, body, audit }) => {
      const draft = await saveDraft(db, caller.tenant.id, body);
      await audit(db, { detail: { changes: draft.changes } });
      return draft;
    },
    'DELETE /branding-draft': async ({ db, caller, audit }) => {
      await audit(db, { detail: { changes: [] } });
      return dropDraft(db, caller.tenant.id);
    },
    'POST /branding-draft/publication': async ({ db, caller, body, audit }) => {
      const version = await publish(db, caller, body);
      const { id, number, holdsAt, changes } = version;
      await audit(db, { record: id, detail: { number, holdsAt, changes } });
      return version;
    },
    'GET /branding-draft/tokens': async ({ db, caller }) => {
      const { look } = await readDraft(db, caller.tenant.id);
      return {
        name: `${caller.tenant.slug}.tokens.json`,
        content: Buffer.from(`${JSON.stringify(toDesignTokens(look.theme), null, 2)}\n`),
      };
    },
    'PUT /branding-draft/tokens': async ({ db, caller, body, audit }) => {
      const draft = await takeTokens(db, caller.tenant.id, body);
      await audit(db, { detail: { changes: draft.changes, from: 'file' } });
      return draft;
    },
    // Detached: a picture is made anew, and no transaction waits for it.
    'PUT /logos/:scheme': {
      detached: async ({ inTenant, caller, params, body, audit }) => {
        const picture = await toBrandPicture(Buffer.from(body.content, 'base64'), params.scheme);
        return inTenant(async (db) => {
          const draft = await takePicture(db, caller.tenant.id, {
            version: body.version,
            kind: params.scheme,
            picture,
          });
          await audit(db, { record: params.scheme, detail: { changes: draft.changes } });
          return draft;
        });
      },
    },
    'DELETE /logos/:scheme': async ({ db, caller, params, query, audit }) => {
      const draft = await dropPicture(db, caller.tenant.id, {
        version: query.version,
        kind: params.scheme,
      });
      await audit(db, { record: params.scheme, detail: { changes: draft.changes } });
      return draft;
    },
    'GET /branding-versions': async ({ db }) => ({ items: await versions(db) }),
    'POST /branding-versions/:id/restoration': async ({ db, caller, params, body, audit }) => {
      await audit(db, { record: params.id });
      return restore(db, caller.tenant.id, { id: params.id, version: body.version });
    },
    'POST /branding-versions/:id/undo': async ({ db, caller, params, audit }) => {
      await audit(db, { record: params.id });
      return { items: await undo(db, caller, params.id) };
    },
    'POST /catalogue-searches': async ({ body }) => searchCatalogue(body),
    'POST /mail-previews': ({ db, caller, body }) => previewMail(db, letters, caller, body),
    'POST /mail-tests': async ({ db, caller, trace, body, audit }) => {
      const test = await testMail(db, { ...actorOf(caller), trace }, body);
      await audit(db, { record: test.id, detail: { mail: body.mail } });
      return test;
    },
    'GET /mail-tests/:id': ({ db, caller, params }) =>
      readMailTest(db, { ...actorOf(caller), trace: null }, params.id),
    'GET /branding-draft/statement': {
      // Detached: no transaction waits while it is drawn.
      detached: async ({ inTenant, caller, query }) => {
        const { id } = caller.tenant;
        const look = await inTenant((db) => sampleLook(db, id, query.locale));
        const content = await drawSample(look, workKeysOf(caller));
        return { name: `${caller.tenant.slug}.pdf`, content };
      },
    },
    'GET /terms': async ({ db, caller, query }) => {
      const [terms] = await rowsOf<{ version: string; text: RichText | null }>(
        db,
        `select terms_version as version, terms_texts -> cast(:locale as text) -> 'tree' as text
         from tenants where id = :tenantId and terms_version is not null`,
        { tenantId: caller.tenant.id, locale: query.locale },
      );
      if (!terms?.text) throw new AppError('not_found');
      return { version: terms.version, text: terms.text };
    },
  }),
  composers: (deps: { inScope: InScope; letters: SampleLetters }) => createBrandMails(deps),
  section: { section: 'branding', source: null, figure: async () => null },
  sweep: sweepPictures,
  due: {
    tenants: (db) => db('tenants').where('look_due', '<=', db.fn.now()).pluck<string[]>('id'),
    act: holdLook,
  },
});
