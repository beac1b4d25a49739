import { mailingLists as endpoints } from '#contract/mailing-lists';
import { actorOf, workKeysOf } from '../../http/caller.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { createBounceService, noteBounce } from './bounces.service.ts';
import { createImportService } from './imports.service.ts';
import { sweepImports } from './lists.store.ts';
import { createMailingListService } from './mailing-lists.service.ts';

/** The mailboxes that statements are mailed to: one by one, imported, and marked where mail bounced. */
export const mailingLists = defineFeature({
  endpoints,
  handlers: ({ reader, texts }: { reader: ForeignReader; texts: Texts }) => {
    const lists = createMailingListService();
    const imports = createImportService({ reader, texts });
    const bounces = createBounceService(reader);
    return {
      'GET /mailing-lists': ({ db, caller, query }) => lists.list(db, caller, query),
      'PUT /mailing-lists': async ({ db, caller, body, audit }) => {
        const { list, before } = await lists.save(db, caller, body);
        const after = list.mailboxes.map(({ address }) => address);
        const detail = { company: list.company.code, customer: list.customer.number };
        await audit(db, { record: list.id, detail: { ...detail, before, after } });
        return list;
      },
      'DELETE /mailing-lists/:id': async ({ db, caller, params, audit }) => {
        const { id, company, customer, mailboxes } = await lists.remove(db, caller, params.id);
        const before = mailboxes.map(({ address }) => address);
        const detail = { company: company.code, customer: customer.number, before };
        await audit(db, { record: id, detail });
      },
      'POST /mailbox-recoveries': async ({ db, caller, body, audit }) => {
        const { address, bouncedAt, status } = await lists.recover(db, caller, body.address);
        await audit(db, { record: address, detail: { bouncedAt, status } });
      },
      // Detached: a file is read on another thread, and no transaction waits for it.
      'POST /mailing-list-imports': {
        detached: ({ inTenant, caller, body }) => imports.read(inTenant, caller, body),
      },
      'POST /mailing-list-imports/:id/corrections': {
        detached: ({ inTenant, caller, params, body }) =>
          imports.correct(inTenant, caller, params.id, body.rows),
      },
      'GET /mailing-list-imports/:id/errors': {
        detached: ({ inTenant, caller, params, query }) =>
          imports.errors(inTenant, caller, params.id, query.locale),
      },
      'POST /mailing-list-imports/:id/application': async ({ db, ...input }) => {
        const { params, caller, trace, audit, nothingToAudit } = input;
        const { saved, rows, counts, mode } = await imports.apply(db, caller, trace, params.id);
        if (counts) await audit(db, { record: params.id, detail: { ...counts, mode } });
        else nothingToAudit();
        return { saved, rows };
      },
      'POST /bounces': {
        detached: async ({ inTenant, caller, trace, body, audit, nothingToAudit }) => {
          const notice = await bounces.read(workKeysOf(caller), body.message);
          const bounce = await inTenant(async (db) => {
            const found = await bounces.take(db, notice);
            if (found.result === 'marked') {
              const { address, status, detail } = found;
              await audit(db, { record: address, detail: { status, detail } });
            } else if (found.result === 'noted')
              await noteBounce(db, actorOf(caller), trace, found);
            return found;
          });
          if (bounce.result !== 'marked') nothingToAudit();
          return {
            result: bounce.result,
            address: bounce.result === 'ignored' ? null : bounce.address,
          };
        },
      },
    };
  },
  sweep: sweepImports,
});
