import { paymentDesk } from '#contract/payment-desk';
import { paymentFiles } from '#contract/payment-files';
import { paymentSettings } from '#contract/payment-settings';
import { payments as paymentEndpoints } from '#contract/payments';
import { promises } from '#contract/promises';
import { sumOf } from '#contract/decimal';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import {
  reachOf,
  workKeysOf,
  type ContactCaller,
  type PersonCaller,
  type StaffCaller,
} from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Throttle } from '../../http/throttle.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import type { Texts } from '../../output/texts.ts';
import { ownTexts } from '../../records/branding.ts';
import { letterheadOf, type Letterhead } from '../../records/letterhead.ts';
import { defineFeature } from '../feature.ts';
import type { Providers } from './accounts.ts';
import { askProvider } from './asking.ts';
import { beginPayment } from './beginning.ts';
import {
  companiesToReconcile,
  findReconciliation,
  listReconciliations,
  reconciliationCsv,
} from './desk.service.ts';
import {
  decideDispute,
  dispute,
  disputeFile,
  findDispute,
  listDisputes,
  withdrawDispute,
} from './disputes.ts';
import { tellExpiring } from './expiring.ts';
import { sweepHints } from './hints.ts';
import { paymentPages } from './pages.ts';
import { createPaymentMails, queueVoucherMail, type PaymentMailDeps } from './payments.mails.ts';
import { countLive } from './payments.queries.ts';
import { listPromises, promise, settlePromises, withdrawPromise } from './promises.ts';
import { hasVoucher, receiptOf, voucherOf, type PaymentPaper } from './paper.document.ts';
import type { PaymentPdfs } from './paper.renderer.ts';
import { accountsToReconcile, reconcile, sweepReconciliations } from './reconciling.ts';
import { applyFile, listPaymentAccounts, readFile, sweepPaymentFiles } from './statement-files.ts';
import { askRefund, decideRefund, settlePayment } from './refunds.ts';
import { listMethods, listPayable, listSlips, onTheirWay } from './payable.service.ts';
import { listPayments, showPayment, wantEnd } from './payments.service.ts';
import { changeAccount, listAccounts } from './settings.ts';
import { decideProof, proofFile, sendProof } from './transfers.ts';

type Deps = {
  providers: Providers;
  publicUrl: URL;
  texts: Texts;
  paymentPdfs: PaymentPdfs;
  reader: ForeignReader;
  wakeJanitor: () => void;
};
type PageDeps = Pick<Deps, 'providers' | 'wakeJanitor'> & { inScope: InScope; throttle: Throttle };

/** Paying is the customers' own. */
function payerOf(caller: PersonCaller): ContactCaller {
  if (caller.kind !== 'contact') throw new AppError('forbidden');
  return caller;
}

/** How many payments are under way. */
async function figure(db: Db, caller: PersonCaller) {
  const count = await countLive(db, reachOf(caller, 'payments.view'));
  return { count, more: false };
}

/** Has the voucher of a payment mailed to whoever asks. @throws AppError `not_found` where there is none to pay with */
async function mailVoucher(db: Db, caller: ContactCaller, id: string) {
  const { number } = await showPayment(db, caller, id);
  if (!(await hasVoucher(db, id))) throw new AppError('not_found');
  await queueVoucherMail(db, caller.tenant.id, { paymentId: id, contactId: caller.contactId });
  return { number };
}

/** A paper about a payment as PDF; it is drawn before anything is answered, so that a failure can be told. */
async function paperFile(
  { paymentPdfs }: Pick<Deps, 'paymentPdfs'>,
  { inTenant, caller }: { inTenant: InTenant; caller: PersonCaller },
  id: string,
  paperOf: (db: Db, letterhead: Letterhead) => Promise<PaymentPaper | null>,
): Promise<AsyncGenerator<Uint8Array>> {
  const paper = await inTenant(async (db) => {
    await showPayment(db, caller, id);
    return paperOf(db, await letterheadOf(db, caller.tenant.id));
  });
  if (!paper) throw new AppError('not_found');
  const bytes = await paymentPdfs.render(paper, workKeysOf(caller));
  return (async function* () {
    yield bytes;
  })();
}

/** Reconciles the accounts of a company, or of all. @throws AppError `not_found`, `unavailable` where a provider is silent */
async function reconcileNow(
  { providers }: Deps,
  { inTenant, caller }: { inTenant: InTenant; caller: StaffCaller },
  code: string | undefined,
) {
  const companyIds = await inTenant((db) => companiesToReconcile(db, caller, code));
  const items = [];
  for (const account of await inTenant((db) => accountsToReconcile(db, companyIds))) {
    const id = await reconcile(providers, inTenant, account, caller.identityId).catch(() => {
      throw new AppError('unavailable');
    });
    if (id) items.push(await inTenant((db) => findReconciliation(db, caller, id)));
  }
  return { items };
}

/** Payments of open documents, on the pages of providers. */
export const payments = defineFeature({
  endpoints: {
    ...paymentEndpoints,
    ...paymentDesk,
    ...paymentFiles,
    ...paymentSettings,
    ...promises,
  },
  handlers: (deps: Deps) => ({
    'GET /payable-items': ({ db, caller, query }) => listPayable(db, caller, query),
    'GET /payment-methods': ({ db, caller, query }) => listMethods(db, caller, query),
    'POST /payments': async ({ db, caller, body, audit }) => {
      const begun = await beginPayment(db, payerOf(caller), body);
      await audit(db, { record: begun.number, detail: { method: body.method } });
      return begun;
    },
    'GET /payments': ({ db, caller, query }) => listPayments(db, caller, query),
    'GET /payments-on-their-way': ({ db, caller, query }) => onTheirWay(db, caller, query),
    // Detached: no transaction is held while the provider is asked.
    'GET /payments/:id': {
      detached: async ({ inTenant, caller, params: { id } }) => {
        await inTenant((db) => showPayment(db, caller, id));
        const answered = await askProvider(deps, inTenant, id, 'customer');
        return inTenant((db) => showPayment(db, caller, id, { unasked: !answered }));
      },
    },
    'POST /payments/:id/cancellation': {
      detached: async ({ inTenant, caller, params: { id }, audit }) => {
        await inTenant(async (db) => {
          const number = await wantEnd(db, payerOf(caller), id);
          await audit(db, { record: number });
        });
        const answered = await askProvider(deps, inTenant, id, 'customer');
        return inTenant((db) => showPayment(db, caller, id, { unasked: !answered }));
      },
    },
    'GET /payment-slips': ({ db, caller, query }) => listSlips(db, caller, query),
    'POST /payment-proofs': async ({ db, caller, body, audit }) => {
      const number = await sendProof(db, payerOf(caller), body);
      await audit(db, { record: number, detail: { amount: body.amount, file: body.file } });
      return showPayment(db, caller, body.payment);
    },
    'GET /payment-proofs/:id/file': {
      detached: ({ inTenant, caller, params }) => proofFile(inTenant, caller, params.id),
    },
    'POST /payment-proofs/:id/decision': async ({ db, caller, params, body, audit }) => {
      const { id, number } = await decideProof(db, caller, params.id, body);
      await audit(db, {
        record: number,
        detail: { decision: body.decision, received: body.received ?? null },
      });
      return showPayment(db, caller, id, { as: 'payments.review' });
    },
    'GET /payments/:id/receipt': {
      detached: ({ inTenant, caller, params: { id }, query: { locale } }) =>
        paperFile(deps, { inTenant, caller }, id, (db, letterhead) =>
          receiptOf(db, id, letterhead, { publicUrl: deps.publicUrl, locale }),
        ),
    },
    'GET /payments/:id/voucher': {
      detached: ({ inTenant, caller, params: { id }, query: { locale } }) =>
        paperFile(deps, { inTenant, caller }, id, (db, letterhead) =>
          voucherOf(db, id, letterhead, locale),
        ),
    },
    'POST /payments/:id/voucher-mails': async ({ db, caller, params: { id }, audit }) => {
      const { number } = await mailVoucher(db, payerOf(caller), id);
      await audit(db, { record: number });
    },
    'POST /payments/:id/refunds': async ({ db, caller, params: { id }, body, audit }) => {
      const { number, waits } = await askRefund(db, caller, id, body);
      await audit(db, { record: number, detail: { amount: body.amount, waits } });
      return showPayment(db, caller, id, { as: 'payments.refund' });
    },
    'POST /payment-refunds/:id/decision': async ({ db, caller, params, body, audit }) => {
      const refund = await decideRefund(db, caller, params.id, body.decision);
      await audit(db, {
        record: refund.id,
        detail: { decision: body.decision, amount: refund.amount },
      });
      return { ...refund, amount: sumOf([refund.amount]) };
    },
    'POST /payments/:id/resolution': async ({ db, caller, params: { id }, body, audit }) => {
      const number = await settlePayment(db, caller, id, body);
      await audit(db, { record: number, detail: { decision: body.decision } });
      return showPayment(db, caller, id, { as: 'payments.review' });
    },
    'GET /promises': ({ db, caller, query }) => listPromises(db, caller, query),
    'POST /promises': async ({ db, caller, body, audit }) => {
      const items = await promise(db, payerOf(caller), body);
      const documents = items.map(({ document }) => document);
      await audit(db, { record: body.company, detail: { date: body.date, documents } });
      return { items };
    },
    'POST /promises/:id/withdrawal': async ({ db, caller, params, audit }) => {
      const ended = await withdrawPromise(db, payerOf(caller), params.id);
      await audit(db, { record: ended.document, detail: { date: ended.promisedOn } });
      return ended;
    },
    'GET /disputes': ({ db, caller, query }) => listDisputes(db, caller, query),
    'GET /disputes/:id': ({ db, caller, params }) => findDispute(db, caller, params.id),
    'GET /dispute-files/:id/content': {
      detached: ({ inTenant, caller, params }) => disputeFile(inTenant, caller, params.id),
    },
    'POST /disputes': async ({ db, caller, body, audit }) => {
      const made = await dispute(db, payerOf(caller), body);
      await audit(db, {
        record: made.document,
        detail: { reason: made.reason, files: body.files.length },
      });
      return made;
    },
    'POST /disputes/:id/withdrawal': async ({ db, caller, params, audit }) => {
      const ended = await withdrawDispute(db, payerOf(caller), params.id);
      await audit(db, { record: ended.document });
      return ended;
    },
    'POST /disputes/:id/decision': async ({ db, caller, params, body, audit }) => {
      const decided = await decideDispute(db, caller, params.id, body);
      await audit(db, {
        record: decided.document,
        detail: { decision: body.decision, files: body.files.length },
      });
      return decided;
    },
    'GET /settings/payments': async ({ db, caller }) => ({
      items: await listAccounts(db, deps.publicUrl, caller),
    }),
    'PATCH /settings/payments/:id': async ({ db, caller, params: { id }, body, audit }) => {
      const account = await changeAccount(db, deps.publicUrl, caller, id, body);
      const { version: _version, ...change } = body;
      await audit(db, { record: id, detail: { company: account.company.code, ...change } });
      return account;
    },
    'GET /payment-reconciliations': ({ db, caller, query }) =>
      listReconciliations(db, caller, query),
    'POST /payment-reconciliations': {
      detached: async ({ inTenant, caller, body, audit }) => {
        const made = await reconcileNow(deps, { inTenant, caller }, body.company);
        await inTenant((db) => audit(db, { ...(body.company && { record: body.company }) }));
        deps.wakeJanitor();
        return made;
      },
    },
    'GET /payment-accounts': async ({ db, caller }) => ({
      items: await listPaymentAccounts(db, caller),
    }),
    'POST /payment-files': {
      detached: ({ inTenant, caller, body }) => readFile(deps.reader, { inTenant, caller }, body),
    },
    'POST /payment-files/:id/application': async ({ db, caller, params, audit }) => {
      const { reconciliation, ...detail } = await applyFile(db, caller, params.id);
      await audit(db, { record: reconciliation, detail });
      return findReconciliation(db, caller, reconciliation);
    },
    'GET /payment-reconciliations/:id': ({ db, caller, params }) =>
      findReconciliation(db, caller, params.id),
    'GET /payment-reconciliations/:id/csv': {
      detached: async ({ inTenant, caller, params, query: { locale } }) => {
        const csv = await inTenant(async (db) =>
          reconciliationCsv(db, caller, params.id, {
            locale,
            t: deps.texts(locale, await ownTexts(db, caller.tenant.id, locale)),
          }),
        );
        return (async function* () {
          yield csv;
        })();
      },
    },
  }),
  pages: ({ wakeJanitor: wake, ...deps }: PageDeps) => paymentPages({ ...deps, wake }),
  composers: (deps: PaymentMailDeps) => createPaymentMails(deps),
  section: { section: 'payments', source: null, figure },
  sweep: async (db) => {
    await sweepHints(db);
    await sweepReconciliations(db);
    await sweepPaymentFiles(db);
    await tellExpiring(db);
    await settlePromises(db);
  },
});
