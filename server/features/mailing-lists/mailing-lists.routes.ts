import type Router from '@koa/router';
import { mailingLists } from '#contract/mailing-lists';
import type { Gate } from '../../http/gate.ts';
import { mount } from '../../http/mount.ts';
import type { createBounceService } from './bounces.service.ts';
import type { createImportService } from './imports.service.ts';
import type { createMailingListService } from './mailing-lists.service.ts';

export type MailingListServices = {
  lists: ReturnType<typeof createMailingListService>;
  imports: ReturnType<typeof createImportService>;
  bounces: ReturnType<typeof createBounceService>;
};

/** Mounts what `contract/mailing-lists.ts` declares. */
export function mountMailingLists(
  router: Router,
  { lists, imports, bounces }: MailingListServices,
  gate: Gate,
): void {
  mount(
    router,
    mailingLists,
    {
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
      'POST /mailing-list-imports/:id/application': async ({ db, ...input }) => {
        const { params, caller, trace, audit, nothingToAudit } = input;
        const { saved, rows, counts, mode } = await imports.apply(db, caller, trace, params.id);
        if (counts) await audit(db, { record: params.id, detail: { ...counts, mode } });
        else nothingToAudit();
        return { saved, rows };
      },
      'POST /bounces': {
        detached: async ({ inTenant, body, audit, nothingToAudit }) => {
          const failed = await bounces.read(body.message);
          const marked = await inTenant(async (db) => {
            const found = await bounces.mark(db, failed);
            for (const { address, status, detail } of found)
              await audit(db, { record: address, detail: { status, detail } });
            return found;
          });
          if (marked.length === 0) nothingToAudit();
          const [first] = marked;
          return {
            result: first ? ('marked' as const) : ('ignored' as const),
            address: first?.address ?? null,
          };
        },
      },
    },
    gate,
  );
}
