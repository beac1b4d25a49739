import { quoteRequests } from '#contract/quote-requests';
import { quotes as quoteEndpoints } from '#contract/quotes';
import type { Locale } from '#contract/primitives';
import { AppError } from '../../http/app-error.ts';
import { workKeysOf, type ContactCaller, type PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { letterheadOf } from '../../records/letterhead.ts';
import { defineFeature } from '../feature.ts';
import { decideQuote, recordDecision } from './decision.ts';
import { tellExpiring } from './expiring.ts';
import { documentOf } from './quote.document.ts';
import type { QuotePdfs } from './quote.renderer.ts';
import { listRequests, requestQuote } from './requests.ts';
import { createQuoteMails, type QuoteMailDeps } from './quotes.mails.ts';
import {
  differencesOf,
  listQuotes,
  openQuote,
  quoteOf,
  quotesFigure,
  showQuote,
} from './quotes.service.ts';

type Deps = { publicUrl: URL; quotePdfs: QuotePdfs };

/** Nobody of the company decides in a customer's stead without saying so. @throws AppError `forbidden` */
function customerOf(caller: PersonCaller): ContactCaller {
  if (caller.kind !== 'contact') throw new AppError('forbidden');
  return caller;
}

/** A file of a quote; it is drawn before anything is answered, so that a failure can be told. */
async function fileOf(
  { publicUrl, quotePdfs }: Deps,
  { inTenant, caller }: { inTenant: InTenant; caller: PersonCaller },
  id: string,
  { locale, receipt }: { locale: Locale; receipt: boolean },
): Promise<AsyncGenerator<Uint8Array>> {
  const document = await inTenant(async (db) => {
    const [quote, head] = await Promise.all([
      quoteOf(db, caller, id),
      letterheadOf(db, caller.tenant.id),
    ]);
    if (receipt && !quote.made) throw new AppError('not_found');
    return documentOf(quote, head, { publicUrl, locale, receipt });
  });
  const bytes = await quotePdfs.render(document, workKeysOf(caller));
  return (async function* () {
    yield bytes;
  })();
}

/** Quotes: the list, each version, what is decided of them, and their files. */
export const quotes = defineFeature({
  endpoints: { ...quoteEndpoints, ...quoteRequests },
  handlers: (deps: Deps) => ({
    'GET /quotes': ({ db, caller, query }) => listQuotes(db, caller, query),
    // Detached: that it was seen is written.
    'GET /quotes/:id': {
      detached: ({ inTenant, caller, params }) =>
        openQuote(inTenant, deps.publicUrl, caller, params.id),
    },
    'GET /quotes/:id/differences': ({ db, caller, params, query }) =>
      differencesOf(db, caller, params.id, query.with),
    'GET /quotes/:id/pdf': {
      detached: ({ inTenant, caller, params, query: { locale } }) =>
        fileOf(deps, { inTenant, caller }, params.id, { locale, receipt: false }),
    },
    'GET /quotes/:id/receipt': {
      detached: ({ inTenant, caller, params, query: { locale } }) =>
        fileOf(deps, { inTenant, caller }, params.id, { locale, receipt: true }),
    },
    'GET /quote-requests': ({ db, caller, query }) => listRequests(db, caller, query),
    'POST /quote-requests': async ({ db, caller, body, audit }) => {
      const made = await requestQuote(db, customerOf(caller), body);
      await audit(db, { record: made.id, detail: { number: made.number, kind: body.kind } });
      return made;
    },
    'POST /quotes/:id/decision': async ({ db, caller, params, body, trace, audit }) => {
      const detail = await decideQuote(db, customerOf(caller), trace, params.id, body);
      await audit(db, { record: params.id, detail });
      return showQuote(db, deps.publicUrl, caller, params.id);
    },
    'POST /quotes/:id/recorded-decision': async ({ db, caller, params, body, trace, audit }) => {
      const detail = await recordDecision(db, caller, trace, params.id, body);
      await audit(db, { record: params.id, detail: { ...detail, way: body.way, file: body.file } });
      return showQuote(db, deps.publicUrl, caller, params.id);
    },
  }),
  section: { section: 'quotes', source: 'quotes', figure: quotesFigure },
  composers: (deps: QuoteMailDeps) => createQuoteMails(deps),
  sweep: tellExpiring,
});
