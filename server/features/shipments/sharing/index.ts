import type { Middleware } from 'koa';
import { shipmentSharing as endpoints } from '#contract/shipment-sharing';
import type { InScope } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { ContactCaller, PersonCaller, Trace } from '../../../http/caller.ts';
import type { Throttle } from '../../../http/throttle.ts';
import type { Texts } from '../../../output/texts.ts';
import { defineFeature } from '../../feature.ts';
import { calendarOf, endCalendar, readCalendar, renewCalendar } from './calendar.service.ts';
import { sharePage } from './share.page.ts';
import { createShare, listShares, revokeShare, sweepShares } from './shares.service.ts';

type PageDeps = {
  inScope: InScope;
  throttle: Throttle;
  texts: Texts;
  version: string;
  assets?: string | undefined;
};

/** A calendar is a contact's; people of the company have none here. */
function asContact(caller: PersonCaller): ContactCaller {
  if (caller.kind !== 'contact') throw new AppError('not_found');
  return caller;
}

/** Shipments outside of the portal: links to one, and a calendar of all. */
export const shipmentSharing = defineFeature({
  endpoints,
  handlers: ({ publicUrl }: { publicUrl: URL }) => {
    const base = publicUrl.href.replace(/\/$/, '');
    return {
      'POST /shipments/:id/shares': async ({ db, caller, params, body, audit }) => {
        const made = await createShare(db, caller, params.id, { days: body.days, base });
        await audit(db, { record: made.number, detail: { share: made.share.id, days: body.days } });
        return { share: made.share, url: made.url };
      },
      'GET /shipments/:id/shares': ({ db, caller, params }) => listShares(db, caller, params.id),
      'DELETE /shares/:id': async ({ db, caller, params, audit }) => {
        const number = await revokeShare(db, caller, params.id);
        await audit(db, { record: number, detail: { share: params.id } });
      },
      'GET /me/calendar': async ({ db, caller }) =>
        caller.kind === 'contact' ? calendarOf(db, caller) : { createdAt: null, lastReadAt: null },
      'POST /me/calendar': async ({ db, caller, audit }) => {
        const contact = asContact(caller);
        const made = await renewCalendar(db, contact, base);
        await audit(db, { record: contact.contactId });
        return made;
      },
      'DELETE /me/calendar': async ({ db, caller, audit }) => {
        const contact = asContact(caller);
        await endCalendar(db, contact);
        await audit(db, { record: contact.contactId });
      },
    };
  },
  pages: (deps: PageDeps) => both(sharePage(deps), calendarPage(deps)),
  sweep: async (db) => {
    await sweepShares(db);
  },
});

const both =
  (one: Middleware, other: Middleware): Middleware =>
  (ctx, next) =>
    one(ctx, async () => {
      await other(ctx, next);
    });

/** What calendar programs ask for. A code that nobody has counts against whoever tries it. */
function calendarPage({ inScope, throttle, texts }: PageDeps): Middleware {
  return async (ctx, next) => {
    const [, slug, code] = /^\/c\/([a-z0-9-]{1,40})\/([\w-]{10,60})\.ics$/.exec(ctx.path) ?? [];
    if (!slug || !code || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.state.endpoint = 'GET /c/:tenant/:code';
    const calendar = await inScope({ slug }, (db) => readCalendar(db, texts, code));
    if (calendar === null) {
      await throttle.request('link', '', ctx.state.trace as Trace);
      throw new AppError('share_gone');
    }
    ctx.type = 'text/calendar; charset=utf-8';
    ctx.set('Content-Disposition', 'inline; filename="calendar.ics"');
    ctx.body = calendar;
  };
}
