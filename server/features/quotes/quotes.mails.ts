import { z } from 'zod';
import { defaultRegions, formatMoney } from '#contract/format';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';
import { attachmentName } from '../../output/attachment-name.ts';
import type { Block, ComposedMail, Composer } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { letterheadOf } from '../../records/letterhead.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { lookOf, momentIn, senderOf, type Sender } from '../../records/sender.ts';
import { documentOf, type QuoteDocument } from './quote.document.ts';
import type { QuotePdfs } from './quote.renderer.ts';
import { findQuote, type FoundQuote, type MadeDecision } from './quotes.queries.ts';

const receiptData = z.object({ quoteId: z.uuid(), to: z.enum(['customer', 'company']) });
const everything: Reach = { customerIds: 'all' };

export type QuoteMailDeps = {
  inScope: InScope;
  texts: Texts;
  publicUrl: URL;
  defaultFrom: string;
  quotePdfs: QuotePdfs;
};

/** Sends both sides the receipt of a decision, in the transaction of the decision. */
export async function queueReceipts(db: Db, tenantId: string, quoteId: string): Promise<void> {
  for (const to of ['customer', 'company'] as const)
    await enqueueMail(db, tenantId, { kind: 'quote_decided', data: { quoteId, to } });
}

type Recipient = { name: string; address: string; locale: Locale | null };

/**
 * Whom a receipt goes to: of the customer whoever decided, else whose quote it is; of the company the customer's
 * executive, else the mailbox it reads messages in.
 */
const recipientOf = async (
  db: Db,
  quoteId: string,
  to: 'customer' | 'company',
): Promise<Recipient | undefined> =>
  (
    await rowsOf<Recipient>(
      db,
      to === 'customer'
        ? `select c.name, coalesce(i.email, c.email) as address, i.locale
           from quotes q join quote_decisions d on d.tenant_id = q.tenant_id and d.quote_id = q.id
           join contacts c on c.tenant_id = q.tenant_id and c.id = coalesce(d.contact_id, q.contact_id)
             and c.customer_id = q.customer_id and c.active and c.deleted_at is null
           left join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
           where q.id = ? and coalesce(i.email, c.email) is not null`
        : `select coalesce(e.name, t.name) as name, coalesce(e.email, t.message_mailbox) as address, null as locale
           from quotes q join tenants t on t.id = q.tenant_id
           join customers k on k.tenant_id = q.tenant_id and k.id = q.customer_id
           left join executives e on e.tenant_id = k.tenant_id and e.code_key = k.executive_key and e.active
             and e.deleted_at is null and e.email is not null
           where q.id = ? and coalesce(e.email, t.message_mailbox) is not null`,
      [quoteId],
    )
  )[0];

type Draft = {
  sender: Sender;
  locale: Locale;
  recipient: Recipient;
  quote: FoundQuote & { made: MadeDecision };
  document: QuoteDocument;
};

/** The mail of a decision with its receipt. Nothing holds a transaction while that is drawn. */
export function createQuoteMails(deps: QuoteMailDeps): Record<string, Composer> {
  return {
    quote_decided: async ({ tenantId, data }) => {
      const { quoteId, to } = receiptData.parse(data);
      const draft = await deps.inScope({ tenantId }, (db) =>
        draftOf(db, deps, tenantId, quoteId, to),
      );
      if (!draft) return null;
      const content = await deps.quotePdfs.render(draft.document, [tenantId, 'mails']);
      return letterOf(deps, draft, content);
    },
  };
}

async function draftOf(
  db: Db,
  { publicUrl }: QuoteMailDeps,
  tenantId: string,
  quoteId: string,
  to: 'customer' | 'company',
): Promise<Draft | null> {
  const [recipient, quote, sender, head] = await Promise.all([
    recipientOf(db, quoteId, to),
    findQuote(db, everything, quoteId),
    senderOf(db, tenantId),
    letterheadOf(db, tenantId),
  ]);
  if (!recipient || !quote?.made) return null;
  const locale = recipient.locale ?? sender.locale;
  return {
    sender,
    locale,
    recipient,
    quote: { ...quote, made: quote.made },
    document: documentOf(quote, head, { publicUrl, locale, receipt: true }),
  };
}

function letterOf(
  { texts, defaultFrom }: QuoteMailDeps,
  { sender, locale, recipient, quote, document }: Draft,
  content: Uint8Array,
): ComposedMail {
  const t = texts(locale, sender.strings[locale]);
  const { made, number, version } = quote;
  const format = { language: locale, region: sender.formats[locale] ?? defaultRegions[locale] };
  const subject = t(`mail.quote.${made.decision}_subject`, { number, version });
  const facts = [
    { label: t('quotes.customer'), value: quote.customerName },
    { label: t(`quotes.by_${made.decision}`), value: made.person },
    { label: t('quotes.decided_at'), value: momentIn(sender, locale, made.at) },
    ...(made.total === null
      ? []
      : [
          {
            label: t('quotes.accepted_total'),
            value: formatMoney(made.total, made.currency, format),
          },
        ]),
    ...(made.purchaseOrder === null
      ? []
      : [{ label: t('quotes.purchase_order'), value: made.purchaseOrder }]),
    ...(made.reason === null
      ? []
      : [{ label: t('quotes.reason'), value: t(`quotes.reason_${made.reason}`) }]),
  ];
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: t('mail.greeting', { name: recipient.name.toLocaleUpperCase(locale) }),
    },
    { kind: 'paragraph', text: t(`mail.quote.${made.decision}_lead`, { number, version }) },
    { kind: 'facts', rows: facts },
    { kind: 'paragraph', text: t('mail.quote.verify') },
    { kind: 'action', label: t('mail.quote.check'), href: document.decision!.verifyUrl },
    { kind: 'paragraph', text: t('mail.regards') },
    { kind: 'note', text: t('mail.no_reply') },
  ];
  return {
    to: { name: recipient.name, address: recipient.address },
    from: sender.mailFrom ?? { name: sender.name, address: defaultFrom },
    look: lookOf(sender),
    letter: { locale, subject, heading: subject, blocks },
    attachments: [
      {
        name: attachmentName(`${t('quotes.receipt_file')}-${number}-v${version}.pdf`),
        type: 'application/pdf',
        content,
      },
    ],
  };
}
