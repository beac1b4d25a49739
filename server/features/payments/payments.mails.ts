import { z } from 'zod';
import { defaultRegions, formatInstant, formatMoney, type FormatContext } from '#contract/format';
import type { MailCadence } from '#contract/notification-words';
import type { Voucher } from '#contract/payments';
import { payableStates, paymentPage } from '#contract/payment-words';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { attachmentName } from '../../output/attachment-name.ts';
import type { Block, ComposedMail, Composer } from '../../output/mail.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { mailChoice } from '../../records/mail-choice.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { letterheadOf } from '../../records/letterhead.ts';
import { lookOf, momentIn, senderOf, type Sender } from '../../records/sender.ts';
import { receiptOf, voucherOf, type PaymentPaper } from './paper.document.ts';
import type { PaymentPdfs } from './paper.renderer.ts';

/** What whoever paid hears of a payment. */
export const paymentNews = [
  'voucher',
  'expiring',
  'expired',
  'failed',
  'paid',
  'partly_paid',
  'late',
  'mismatch',
  'refunded',
  'partly_refunded',
  'charged_back',
  'proof_refused',
] as const;
export type PaymentNews = (typeof paymentNews)[number];

const mailData = z.object({
  paymentId: z.uuid(),
  news: z.enum(paymentNews),
  /** Who asked for it, where that is not whoever paid. */
  contactId: z.uuid().optional(),
});
/** What is needed to pay, and what became of money: it is mailed whatever is chosen, as receipts are. */
const always: readonly PaymentNews[] = [
  'voucher',
  'paid',
  'partly_paid',
  'late',
  'refunded',
  'partly_refunded',
  'charged_back',
];
/** Of which the receipt goes along. */
const withReceipt: readonly PaymentNews[] = ['paid', 'partly_paid', 'late'];
/** Of which goes along what is paid with. */
const withVoucher: readonly PaymentNews[] = ['voucher', 'expiring'];

/** Queues the mail of what became of a payment, in the transaction of that. @returns false where it went out before */
export async function queuePaymentMail(
  db: Db,
  tenantId: string,
  paymentId: string,
  news: PaymentNews,
  about = '',
): Promise<boolean> {
  const isNew = await db('payment_mails')
    .insert({ tenant_id: tenantId, payment_id: paymentId, state: `${news} ${about}`.trim() })
    .onConflict(['tenant_id', 'payment_id', 'state'])
    .ignore()
    .returning('state');
  if (isNew.length === 0) return false;
  await enqueueMail(db, tenantId, { kind: 'payment', data: { paymentId, news } });
  return true;
}

export type PaymentMailDeps = {
  inScope: InScope;
  texts: Texts;
  publicUrl: URL;
  defaultFrom: string;
  paymentPdfs: PaymentPdfs;
};

type Subject = {
  number: string;
  /** Whether it can still be paid. */
  isPayable: boolean;
  method: string;
  amount: string;
  received: string;
  refunded: string;
  currency: string;
  paidAt: string | null;
  expiresAt: string | null;
  /** What it is paid with. */
  voucher: Partial<Voucher> | null;
  company: string;
  returnTo: string;
  name: string;
  address: string;
  locale: Locale;
  note: string | null;
  choice: MailCadence;
};

/**
 * A payment as its mail tells of it; undefined where whoever paid can no longer be written to.
 * @param contact who is written to in place of whoever paid
 */
const subjectOf = async (
  db: Db,
  id: string,
  contact: string | null,
): Promise<Subject | undefined> =>
  (
    await rowsOf<Subject>(
      db,
      `select p.number, p.state = any(:payable) and not p.ending as "isPayable", p.method, p.amount::text as amount, p.received::text as received, p.refunded::text as refunded,
         p.currency, p.paid_at as "paidAt", p.expires_at as "expiresAt", p.voucher,
         c.legal_name as company, p.return_to as "returnTo", k.name, coalesce(i.email, k.email) as address,
         coalesce(i.locale, p.locale) as locale,
         (select f.reason from payment_proofs f where f.tenant_id = p.tenant_id and f.payment_id = p.id
          order by f.at desc limit 1) as note,
         ${mailChoice('payment_status', 'k.tenant_id', 'k.id')} as choice
       from payments p
       join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
       join contacts k on k.tenant_id = p.tenant_id and k.id = coalesce(:contact::uuid, p.contact_id) and k.customer_id = p.customer_id
         and k.active and k.deleted_at is null
       left join identities i on i.tenant_id = k.tenant_id and i.id = k.identity_id
       where p.id = :id and coalesce(i.email, k.email) is not null`,
      { id, contact, payable: [...payableStates] },
    )
  )[0];

/** Queues the mail with the voucher of a payment once more, to whoever asks. @throws AppError `own_mailbox_missing` */
export async function queueVoucherMail(
  db: Db,
  tenantId: string,
  { paymentId, contactId }: { paymentId: string; contactId: string },
): Promise<void> {
  if (!(await subjectOf(db, paymentId, contactId))) throw new AppError('own_mailbox_missing');
  const data = { paymentId, news: 'voucher', contactId } satisfies z.input<typeof mailData>;
  await enqueueMail(db, tenantId, { kind: 'payment', data });
}

/** The mails of payments. Nothing holds a transaction while a receipt is drawn. */
export function createPaymentMails(deps: PaymentMailDeps): Record<string, Composer> {
  /** What goes along with the mail as PDF, if anything does. */
  const paperFor = async (
    db: Db,
    { tenantId, paymentId, news }: { tenantId: string; paymentId: string; news: PaymentNews },
    { locale }: Subject,
  ): Promise<PaymentPaper | null> => {
    if (![...withReceipt, ...withVoucher].includes(news)) return null;
    const letterhead = await letterheadOf(db, tenantId);
    return withVoucher.includes(news)
      ? voucherOf(db, paymentId, letterhead, locale)
      : receiptOf(db, paymentId, letterhead, { publicUrl: deps.publicUrl, locale });
  };
  return {
    payment: async ({ tenantId, data }) => {
      const { paymentId, news, contactId } = mailData.parse(data);
      const draft = await deps.inScope({ tenantId }, async (db) => {
        const subject = await subjectOf(db, paymentId, contactId ?? null);
        if (!subject) return null;
        if (subject.choice !== 'now' && !always.includes(news)) return null;
        // Whoever paid by now is not asked to pay.
        if (withVoucher.includes(news) && !subject.isPayable) return null;
        const sender = await senderOf(db, tenantId);
        return {
          subject,
          sender,
          paper: await paperFor(db, { tenantId, paymentId, news }, subject),
        };
      });
      // What was asked for may be paid by the time it is written.
      if (!draft || (contactId && !draft.paper)) return null;
      const content = draft.paper && {
        paper: draft.paper,
        bytes: await deps.paymentPdfs.render(draft.paper, [tenantId, 'mails']),
      };
      return letterOf(deps, { ...draft, paymentId, news, content });
    },
  };
}

type Letter = {
  paymentId: string;
  news: PaymentNews;
  subject: Subject;
  sender: Sender;
  content: { paper: PaymentPaper; bytes: Uint8Array } | null;
};

function letterOf(
  { texts, defaultFrom }: PaymentMailDeps,
  { paymentId, news, subject, sender, content }: Letter,
): ComposedMail {
  const { locale, number } = subject;
  const t = texts(locale, sender.strings[locale]);
  const format = { language: locale, region: sender.formats[locale] ?? defaultRegions[locale] };
  const words = { number, brand: sender.name, reason: subject.note ?? '' };
  const heading = t(`mail.payment.${news}_subject`, words);
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: t('mail.greeting', { name: subject.name.toLocaleUpperCase(locale) }),
    },
    { kind: 'paragraph', text: t(`mail.payment.${news}_lead`, words) },
    { kind: 'facts', rows: factsOf(subject, sender, format, t) },
    ...(content?.paper.kind === 'receipt'
      ? [
          {
            kind: 'link',
            text: t('mail.payment.verify'),
            label: t('mail.payment.check'),
            href: content.paper.verifyUrl,
          } as const,
        ]
      : []),
    {
      kind: 'action',
      label: t('mail.payment.open'),
      href: paymentPage(subject.returnTo, paymentId),
    },
    { kind: 'paragraph', text: t('mail.regards') },
    { kind: 'note', text: t('mail.no_reply') },
  ];
  return {
    to: { name: subject.name, address: subject.address },
    from: sender.mailFrom ?? { name: sender.name, address: defaultFrom },
    look: lookOf(sender),
    letter: { locale, subject: heading, heading, blocks },
    ...(content && {
      attachments: [
        {
          name: attachmentName(`${t(`payments.${content.paper.kind}_file`)}-${number}.pdf`),
          type: 'application/pdf',
          content: content.bytes,
        },
      ],
    }),
  };
}

/** The lines that a voucher is paid by. */
function payingRows(
  voucher: Partial<Voucher> | null,
  t: Translate,
): [label: string, value: string | null][] {
  if (!voucher) return [];
  // Those that were kept before there were kinds of them lead to the provider's page.
  const { kind = 'link', bank, beneficiary, content, reference } = voucher;
  return [
    ...(kind === 'link'
      ? []
      : [[t(`payments.content_${kind}`), content ?? null] as [string, string | null]]),
    [t('payments.reference_label'), reference ?? null],
    [t('payments.bank'), bank ?? null],
    [t('payments.beneficiary'), beneficiary ?? null],
  ];
}

function factsOf(subject: Subject, sender: Sender, format: FormatContext, t: Translate) {
  const money = (amount: string) => formatMoney(amount, subject.currency, format);
  const isSome = (amount: string) => Number(amount) > 0;
  const rows: [label: string, value: string | null][] = [
    [t('payments.number'), subject.number],
    [t('payments.company'), subject.company],
    [t('payments.amount_short'), money(subject.amount)],
    [t('payments.received'), isSome(subject.received) ? money(subject.received) : null],
    [t('payments.refunded'), isSome(subject.refunded) ? money(subject.refunded) : null],
    [t('payments.method'), t(`payments.method_${subject.method}`)],
    ...payingRows(isSome(subject.received) ? null : subject.voucher, t),
    [
      t('payments.expires'),
      subject.expiresAt && !isSome(subject.received)
        ? formatInstant(subject.expiresAt, format, sender.timeZone)
        : null,
    ],
    [
      t('payments.paid_at'),
      subject.paidAt && momentIn(sender, format.language as Locale, subject.paidAt),
    ],
  ];
  return rows.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]));
}
