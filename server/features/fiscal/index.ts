import { fiscal as endpoints } from '#contract/fiscal';
import { fiscalImports } from '#contract/fiscal-imports';
import { fiscalPacks } from '#contract/fiscal-packs';
import { fiscalSettings } from '#contract/fiscal-settings';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { createFiscalService } from './fiscal.service.ts';
import { applyImport } from './imports/apply.ts';
import { createFiscalIntake, sweepImports } from './imports/intake.ts';
import { previewImport } from './imports/preview.ts';
import { lookAtPack, writePack } from './pack.ts';
import { readFiscalSettings, setFiscalSettings } from './settings.ts';

/** The fiscal files of invoices, one by one and as an archive. */
export const fiscal = defineFeature({
  endpoints: { ...endpoints, ...fiscalImports, ...fiscalPacks, ...fiscalSettings },
  handlers: ({ texts, reader }: { texts: Texts; reader: ForeignReader }) => {
    const intake = createFiscalIntake(reader);
    const service = createFiscalService(texts);
    return {
      'GET /fiscal-files/:id/xml': ({ db, caller, params }) =>
        service.file(db, caller, 'xml', params.id),
      'GET /fiscal-files/:id/pdf': ({ db, caller, params }) =>
        service.file(db, caller, 'pdf', params.id),
      'POST /fiscal-archives': {
        detached: ({ inTenant, caller, body, audit }) =>
          service.archive(inTenant, caller, body, (db, detail) => audit(db, { detail })),
      },
      // Detached: files are read, and wait their turn, without a transaction.
      'POST /fiscal-imports': {
        detached: ({ inTenant, caller, body }) => intake.begin(inTenant, caller, body.files),
      },
      'POST /fiscal-imports/:id/files': {
        detached: ({ inTenant, caller, params, body }) =>
          intake.add(inTenant, caller, params.id, body.files),
      },
      'GET /fiscal-imports/:id': ({ db, caller, params }) => previewImport(db, caller, params.id),
      'POST /fiscal-imports/:id/application': async ({ db, caller, params, body, audit }) => {
        const result = await applyImport(db, caller, params.id, body.accepted);
        await audit(db, { detail: result });
        return result;
      },
      'GET /settings/fiscal': ({ db, caller }) => readFiscalSettings(db, caller.tenant.id),
      'PUT /settings/fiscal': async ({ db, caller, body, audit }) => {
        const { before, after } = await setFiscalSettings(db, caller.tenant.id, body);
        await audit(db, { record: 'fiscal', detail: { before, after } });
        return after;
      },
      'GET /fiscal-packs': ({ db, caller, query }) => lookAtPack(db, caller, query),
      'POST /fiscal-packs': {
        detached: ({ inTenant, caller, body, audit }) =>
          writePack({ texts, note: (db, detail) => audit(db, { detail }) }, inTenant, caller, body),
      },
    };
  },
  sweep: sweepImports,
});
