import type { ContactPermission } from './permissions.ts';

/** When mails of a type come; `off` never. Plain constants: this file may travel to the browser. */
export const mailCadences = ['now', 'daily', 'weekly', 'off'] as const;
export type MailCadence = (typeof mailCadences)[number];

/** Kinds of records that notifications lead to, each the section of its name. */
export const notifiedRecords = [
  'order',
  'invoice',
  'thread',
  'request',
  'quote',
  'payment',
  'shipment',
] as const;
export type NotifiedRecord = (typeof notifiedRecords)[number];

type NotificationPlan = {
  /** Under which heading it stands. */
  group:
    | 'orders'
    | 'invoices'
    | 'quotes'
    | 'payments'
    | 'statement'
    | 'shipments'
    | 'documents'
    | 'messages'
    | 'service'
    | 'account';
  /** Who may hear of it; null: whom it is about, and nobody else. */
  permission: ContactPermission | null;
  /** Told to those whose own the record is, as members of a conversation are; to others where it is nobody's. */
  toOwners?: true;
  /** Mails that come at once are written where the thing is done. */
  ownMails?: true;
  /** Its mails leave at once, and wait for no others. */
  atOnce?: true;
  /** Its mails wait together with those of other types that say the same. */
  bundle?: string;
  /** Cannot be switched off, and is never put off. */
  legal?: true;
  /** Whether its mails may come as a summary. */
  digest: boolean;
  /** Until the contact chooses. */
  mail: MailCadence;
  inbox: boolean;
};

/** What contacts can be told of, in the order of their settings. Each has words in the locales, `notice.type_…`. */
export const notificationTypes = {
  order_created: {
    group: 'orders',
    permission: 'orders.view',
    digest: true,
    mail: 'off',
    inbox: true,
  },
  order_status: {
    group: 'orders',
    permission: 'orders.view',
    digest: true,
    mail: 'daily',
    inbox: true,
  },
  /** An order that was sent here was taken down, for whoever wrote it; with the order as a file. */
  order_captured: {
    group: 'orders',
    permission: 'orders.create',
    toOwners: true,
    atOnce: true,
    digest: false,
    mail: 'now',
    inbox: true,
  },
  /** What the ERP made of it. */
  order_accepted: {
    group: 'orders',
    permission: 'orders.create',
    toOwners: true,
    atOnce: true,
    digest: false,
    mail: 'now',
    inbox: true,
  },
  order_rejected: {
    group: 'orders',
    permission: 'orders.create',
    toOwners: true,
    atOnce: true,
    digest: false,
    mail: 'now',
    inbox: true,
  },
  /** What became of a change that was asked for. */
  order_change: {
    group: 'orders',
    permission: 'orders.change_request',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** An order waits for the word of whoever may approve. */
  approval_asked: {
    group: 'orders',
    permission: 'orders.approve',
    digest: false,
    mail: 'now',
    inbox: true,
  },
  /** It waits for a day, or for three; for those alone whose word is missing. */
  approval_waiting: {
    group: 'orders',
    permission: 'orders.approve',
    toOwners: true,
    digest: false,
    mail: 'now',
    inbox: true,
  },
  /** What became of an order that waited, for whoever wrote it. */
  approval_decided: {
    group: 'orders',
    permission: 'orders.create',
    toOwners: true,
    digest: false,
    mail: 'now',
    inbox: true,
  },
  invoice_issued: {
    group: 'invoices',
    permission: 'invoices.view',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  quote_issued: {
    group: 'quotes',
    permission: 'quotes.view',
    toOwners: true,
    digest: true,
    mail: 'now',
    inbox: true,
  },
  quote_expiring: {
    group: 'quotes',
    permission: 'quotes.view',
    toOwners: true,
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** Its mails are the receipt, and are written as it is decided. */
  quote_decided: {
    group: 'quotes',
    permission: 'quotes.view',
    legal: true,
    digest: false,
    mail: 'now',
    inbox: true,
  },
  /** That money came, or did not, is mailed by the feature of payments to whoever paid. */
  payment_status: {
    group: 'payments',
    permission: 'payments.view',
    toOwners: true,
    ownMails: true,
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** What the company's people answered to a customer that said a document is not right. */
  dispute_decided: {
    group: 'payments',
    permission: 'payments.view',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** The statement itself goes to the mailboxes of the mailing list. */
  statement_available: {
    group: 'statement',
    permission: 'statement.view',
    digest: true,
    mail: 'off',
    inbox: true,
  },
  shipment_status: {
    group: 'shipments',
    permission: 'shipments.view',
    bundle: 'shipments',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** It reached a port, the customs or whom it is for. */
  shipment_milestone: {
    group: 'shipments',
    permission: 'shipments.view',
    bundle: 'shipments',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** Its arrival moved by a day at sea, by four hours otherwise. */
  shipment_eta: {
    group: 'shipments',
    permission: 'shipments.view',
    bundle: 'shipments',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** Its free days end. */
  clock_warning: {
    group: 'shipments',
    permission: 'shipments.view',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  deadline_near: {
    group: 'shipments',
    permission: 'shipments.view',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  document_attached: {
    group: 'documents',
    permission: 'documents.view',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** A power of attorney or a certificate ends in 30 days, and in 7. */
  document_expiring: {
    group: 'documents',
    permission: 'documents.view',
    digest: true,
    mail: 'now',
    inbox: true,
  },
  message_posted: {
    group: 'messages',
    permission: 'messages.view',
    toOwners: true,
    ownMails: true,
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** That one came in and that one is solved is mailed by the feature of service. */
  request_status: {
    group: 'service',
    permission: 'service.view',
    toOwners: true,
    ownMails: true,
    digest: true,
    mail: 'now',
    inbox: true,
  },
  /** Its mails are written by the feature of access, at once. */
  account_security: {
    group: 'account',
    permission: null,
    legal: true,
    digest: false,
    mail: 'now',
    inbox: true,
  },
} as const satisfies Record<string, NotificationPlan>;

export type NotificationType = keyof typeof notificationTypes;
export const notificationTypeNames = Object.keys(notificationTypes) as NotificationType[];
export const planOf = (type: NotificationType): NotificationPlan => notificationTypes[type];

/** Unread ones are counted up to this many. */
export const mostUnread = 99;

/** At which hour of the reader's clock summaries come; weekly ones on Monday. */
export const digestHour = 8;
