import type { Middleware } from 'koa';
import { endpoints } from '#contract/index';
import { sections } from '#contract/sections';
import type { Db, InScope } from './db/scope.ts';
import { contacts } from './features/access/contacts/index.ts';
import { impersonation } from './features/access/impersonation/index.ts';
import { factors } from './features/access/factors/index.ts';
import { createAccessSamples } from './features/access/access.samples.ts';
import { access } from './features/access/index.ts';
import { staff } from './features/access/staff/index.ts';
import type { Passwords } from './features/access/passwords.ts';
import type { KeySetOptions } from './features/access/key-sets.ts';
import { account } from './features/account/index.ts';
import { audit } from './features/audit/index.ts';
import { erpDesk, type AnswersHeard } from './features/erp-desk/index.ts';
import { contracts } from './features/contracts/index.ts';
import { documents } from './features/documents/index.ts';
import type { Feature, FeatureSection } from './features/feature.ts';
import { files } from './features/files/index.ts';
import { fiscal } from './features/fiscal/index.ts';
import { front } from './features/front/index.ts';
import { createHomeService } from './features/home/home.service.ts';
import { home } from './features/home/index.ts';
import { invoices } from './features/invoices/index.ts';
import { keys } from './features/keys/index.ts';
import { mail } from './features/mail/index.ts';
import { requeueMail, settleMail } from './features/mail/mail.queries.ts';
import { createBounceService, settleNotice } from './features/mailing-lists/bounces.service.ts';
import { mailingLists } from './features/mailing-lists/index.ts';
import { massSend } from './features/mass-send/index.ts';
import { inboundMails } from './features/messages/inbound/index.ts';
import { createIntake, type Intake } from './features/messages/inbound/intake.ts';
import type { MessageMailDeps } from './features/messages/mails/message.mail.ts';
import { customerConversations } from './features/messages/conversations.ts';
import { messages } from './features/messages/index.ts';
import { notifications } from './features/notifications/index.ts';
import { writeToken } from './features/notifications/unsubscribe.ts';
import { createStatementSample } from './features/mass-send/mass-send.sample.ts';
import { orderAnswered } from './features/order-entry/answers.ts';
import { orderApprovals } from './features/order-entry/approving.ts';
import { orderEntry } from './features/order-entry/index.ts';
import type { OrderPdfs } from './features/order-entry/order.renderer.ts';
import { createOrderFile, type OrderFile } from './features/order-entry/telling.ts';
import type { PriceSource } from './features/order-entry/resolve.ts';
import { changeAnswered } from './features/orders/changes.ts';
import { orders } from './features/orders/index.ts';
import { paymentAnswered } from './features/payments/answers.ts';
import { disputeAnswered, promiseAnswered } from './features/payments/said-tasks.ts';
import type { Providers } from './features/payments/accounts.ts';
import { payments } from './features/payments/index.ts';
import type { PaymentPdfs } from './features/payments/paper.renderer.ts';
import { portal } from './features/portal/index.ts';
import { createPriceQueries } from './features/prices/prices.queries.ts';
import { bankData } from './features/bank-data/index.ts';
import { portfolio } from './features/portfolio/index.ts';
import { savedFilters } from './features/saved-filters/index.ts';
import { search } from './features/search/index.ts';
import { prices } from './features/prices/index.ts';
import { decisionAnswered } from './features/quotes/answers.ts';
import { quotes } from './features/quotes/index.ts';
import { requestAnswered as quoteRequestAnswered } from './features/quotes/requests.ts';
import type { QuotePdfs } from './features/quotes/quote.renderer.ts';
import { statement } from './features/statement/index.ts';
import type { StatementDocument } from './features/statement/statement.document.ts';
import { createStatementIssue } from './features/statement/statement.issue.ts';
import type { PdfRenderer } from './features/statement/statement.renderer.ts';
import { requestAnswered } from './features/service/answers.ts';
import { service } from './features/service/index.ts';
import { shipmentMap } from './features/shipments/map/index.ts';
import { shipmentSharing } from './features/shipments/sharing/index.ts';
import { shipments } from './features/shipments/index.ts';
import { createStatementSampleDocument } from './features/statement/statement.sample.ts';
import { stock } from './features/stock/index.ts';
import type { ErpOptions } from './features/stock/stock.service.ts';
import { settings } from './features/tenants/index.ts';
import { webhooks } from './features/webhooks/index.ts';
import { carriers } from './features/sync/carriers.ts';
import { erpData, sync } from './features/sync/index.ts';
import { branding } from './features/tenants/branding/index.ts';
import type { SampleLetters, SampleLook } from './features/tenants/branding/previews.service.ts';
import type { SyncService } from './features/sync/sync.service.ts';
import { createThrottle, type Throttle } from './http/throttle.ts';
import type { Authority } from './output/fiscal/authority.ts';
import type { ForeignReader } from './output/foreign/reader.ts';
import type { MailReader } from './output/inbound/mail-reader.ts';
import type { Composer } from './output/mail.ts';
import type { CustomerConversations } from './records/conversations.ts';
import type { Scanner } from './output/scanner.ts';
import type { Texts } from './output/texts.ts';
import type { WorkKeys } from './work/fair-queue.ts';

/** What the features share of the process. */
export type Shared = {
  inScope: InScope;
  passwords: Passwords;
  texts: Texts;
  pdfs: PdfRenderer;
  /** Draws quotes and receipts. */
  quotePdfs: QuotePdfs;
  /** Draws orders that were sent. */
  orderPdfs: OrderPdfs;
  /** Draws vouchers and receipts of payments. */
  paymentPdfs: PaymentPdfs;
  sync: SyncService;
  /** Reads foreign files and mails on threads. */
  reader: ForeignReader;
  /** Reads mails that come in on threads of their own, which stay for the next. */
  mailReader: MailReader;
  /** Mail servers whose word about senders is believed. */
  trustedHosts: readonly string[];
  /** Looks for malware in files that people hand over. */
  scanner: Scanner;
  publicUrl: URL;
  environment: string;
  /** Of the server, as its package says. */
  version: string;
  /** Folder of the built elements; pages without them have no land on their maps. */
  assets?: string | undefined;
  /** Sender of mails where the tenant has none of its own. */
  defaultFrom: string;
  /** Who takes payments, and how it is told that a hint of theirs came. */
  providers: Providers;
  wakeJanitor: () => void;
  /** Who says how fiscal documents stand. */
  authority: Authority;
  /** How ERPs are asked. */
  erp?: ErpOptions;
  /** Whether other systems may be told inside private networks. */
  webhooks?: { allowInside?: boolean };
  /** How the key sets of hosts that vouch for their users are fetched. */
  hostKeys?: KeySetOptions;
};

/** What the features are given: the process's, and what they need of each other. */
export type FeatureDeps = Shared & {
  throttle: Throttle;
  /** The sections of all features, for the home page. */
  sections: readonly FeatureSection[];
  /** The home page of somebody, for a preview of it. */
  homeOf: ReturnType<typeof createHomeService>['home'];
  /** Statements, for whoever mails them. */
  statements: ReturnType<typeof createStatementIssue>;
  render: PdfRenderer['render'];
  /** Every kind of mail that can be looked at before it is sent, and a statement of made-up figures. */
  letters: SampleLetters;
  drawSample: (look: SampleLook, keys: WorkKeys) => Promise<Uint8Array>;
  /** Where a press ends a contact's mails of messages. */
  leaveLink: MessageMailDeps['leaveLink'];
  /** The one way by which mails come in. */
  intake: Intake;
  /** What people decide of a mail of which nobody knows whether it arrived. */
  mails: { again: typeof requeueMail; sent: typeof settleMail };
  /** What answers of the ERP mean to whoever asked. */
  answersHeard: AnswersHeard;
  /** What begins with a message, of the feature of messages. */
  conversations: CustomerConversations;
  /** Orders that were sent, as files. */
  orderFile: OrderFile;
  /** The prices that hold, for whoever sells by them. */
  priceSource: PriceSource;
};

/** Every feature there is. */
export const features: readonly Feature<FeatureDeps>[] = [
  portal,
  access,
  contacts,
  branding,
  staff,
  impersonation,
  factors,
  account,
  audit,
  home,
  orders,
  orderEntry,
  quotes,
  orderApprovals,
  invoices,
  shipments,
  shipmentMap,
  shipmentSharing,
  stock,
  prices,
  bankData,
  portfolio,
  search,
  savedFilters,
  statement,
  payments,
  fiscal,
  files,
  documents,
  mailingLists,
  massSend<StatementDocument>(),
  inboundMails,
  messages,
  service,
  contracts,
  notifications,
  mail,
  settings,
  keys,
  webhooks,
  erpData,
  erpDesk,
  sync,
  carriers,
  front,
];

/** Hands the features what they need of the process, and of each other. */
export function connectFeatures(shared: Shared): FeatureDeps {
  const all = sectionsOf(features);
  const sample = createStatementSampleDocument(shared);
  return {
    ...shared,
    throttle: createThrottle(shared.inScope),
    sections: all,
    homeOf: createHomeService(all).home,
    statements: createStatementIssue(shared),
    render: shared.pdfs.render,
    letters: { ...createAccessSamples(shared), statement: createStatementSample(shared) },
    drawSample: (look, keys) => shared.pdfs.render(sample(look), keys),
    mails: { again: requeueMail, sent: settleMail },
    leaveLink: async (db, tenantId, contactId) => {
      const token = await writeToken(db, { tenantId, contactId, ended: 'message_posted' });
      return new URL(`${shared.publicUrl.href.replace(/\/$/, '')}/u/${token}`).href;
    },
    intake: createIntake({ ...shared, bounced: bouncedBy(shared) }),
    answersHeard: {
      order: orderAnswered,
      order_change: changeAnswered,
      service_request: requestAnswered,
      quote_decision: decisionAnswered,
      quote_request: quoteRequestAnswered,
      payment: paymentAnswered,
      promise: promiseAnswered,
      dispute: disputeAnswered,
    },
    conversations: customerConversations,
    priceSource: createPriceQueries,
    orderFile: createOrderFile(shared),
  };
}

/** Lets the mailing lists have a notice of a mail server. */
function bouncedBy({ inScope, reader }: Pick<Shared, 'inScope' | 'reader'>) {
  const bounces = createBounceService(reader);
  return async (tenantId: string, content: Uint8Array, keys: WorkKeys): Promise<boolean> => {
    const notice = await bounces.read(keys, content);
    const { result } = await inScope({ tenantId }, (db) =>
      settleNotice(db, notice, { tenantId, kind: 'public', id: null }),
    );
    return result !== 'ignored';
  };
}

/** @throws Error where a section has no feature, or two */
function sectionsOf(all: readonly Feature<never>[]): FeatureSection[] {
  const found = all.flatMap(({ section }) => section ?? []);
  exactlyOnce(
    'section',
    sections,
    found.map(({ section }) => section),
  );
  return found;
}

/** @throws Error where an endpoint of the contract has no handler, or two */
export function checkEndpoints(all: readonly Pick<Feature<never>, 'endpoints'>[]): void {
  exactlyOnce(
    'endpoint',
    Object.keys(endpoints),
    all.flatMap((feature) => feature.endpoints),
  );
}

function exactlyOnce(what: string, wanted: readonly string[], found: readonly string[]): void {
  const missing = wanted.filter((name) => !found.includes(name));
  const twice = found.filter((name, at) => found.indexOf(name) !== at);
  const unknown = found.filter((name) => !wanted.includes(name));
  const faults = [
    ...missing.map((name) => `no feature has the ${what} ${name}`),
    ...twice.map((name) => `two features have the ${what} ${name}`),
    ...unknown.map((name) => `the ${what} ${name} is not in the contract`),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** What writes the mails, by kind. */
export const composersOf = (deps: FeatureDeps): Record<string, Composer<Db>> =>
  Object.fromEntries(features.flatMap(({ composers }) => Object.entries(composers?.(deps) ?? {})));

/** The pages that stand beside the API. */
export const pagesOf = (deps: FeatureDeps): Middleware[] =>
  features.flatMap(({ pages }) => pages?.(deps) ?? []);
