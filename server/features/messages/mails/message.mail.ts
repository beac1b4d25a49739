import { z } from 'zod';
import type { Locale } from '#contract/primitives';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db, InScope } from '../../../db/scope.ts';
import { markers } from '../../../output/inbound/marker.ts';
import type { Block, ComposedMail, Composer } from '../../../output/mail.ts';
import type { Texts, Translate } from '../../../output/texts.ts';
import {
  departmentLine,
  departmentOf,
  type ContactLine,
  type SigningDepartment,
} from '../../../records/departments.ts';
import { lookOf, placeOn, senderOf, type Sender } from '../../../records/sender.ts';
import { membersOf, threadById, type Member, type ThreadHead } from '../members.ts';
import { messageToken, replyAddress, replyKey, replyToken } from '../reply-address.ts';

const mailData = z.object({ threadId: z.uuid(), messageId: z.uuid(), member: z.string() });

export type MessageMailDeps = {
  inScope: InScope;
  texts: Texts;
  defaultFrom: string;
  /** Where a press ends a contact's mails of messages. */
  leaveLink: (db: Db, tenantId: string, contactId: string) => Promise<string>;
};

type Message = {
  number: string;
  text: string;
  side: 'customer' | 'company';
  /** Null: the company's mailbox. */
  author: string | null;
  customer: string;
  /** Of the thread. */
  department: string | null;
  /** Number of what the thread is about. */
  record: string | null;
  files: string[];
};
type Setting = { tenant: number; domain: string | null; form: 'plus' | 'plain' };

/** The mail of a message to one who takes part: with an address of its own to answer to. */
export function createMessageMails(deps: MessageMailDeps): Record<string, Composer> {
  return {
    message: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const { threadId, messageId, member: number } = mailData.parse(data);
        const thread = await threadById(db, threadId);
        const [member] = thread ? await membersOf(db, thread, number) : [];
        if (!thread || !member || !hears(member)) return null;
        const message = await messageById(db, messageId);
        return message ? write(deps, { db, tenantId, thread, member, message }) : null;
      }),
  };
}

/** Whether a member may, and wants to, be mailed of each message now. Summaries come with other notifications. */
const hears = ({ mayRead, muted, addresses, author, mail }: Member): boolean =>
  mayRead &&
  !muted &&
  addresses.length > 0 &&
  (author.kind !== 'contact' || (mail ?? 'now') === 'now');

// What is internal the wall hides: this transaction never says that it is the company's.
const messageById = async (db: Db, id: string): Promise<Message | undefined> =>
  (
    await rowsOf<Message>(
      db,
      `select m.number, m.text, m.side, coalesce(c.name, i.name) as author, x.name as customer, t.department,
         coalesce(o.number, v.number, s.number, q.number, qt.number) as record,
         array(select f.name from message_files l join files f on f.tenant_id = l.tenant_id and f.id = l.file_id
           where l.tenant_id = m.tenant_id and l.message_id = m.id and not l.folded order by l.position) as files
       from messages m
       join threads t on t.tenant_id = m.tenant_id and t.id = m.thread_id
       join customers x on x.tenant_id = t.tenant_id and x.id = t.customer_id
       left join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
       left join identities i on i.tenant_id = m.tenant_id and i.id = m.identity_id
       left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
       left join invoices v on v.tenant_id = t.tenant_id and v.id = t.invoice_id
       left join shipments s on s.tenant_id = t.tenant_id and s.id = t.shipment_id
       left join service_requests q on q.tenant_id = t.tenant_id and q.id = t.request_id
       left join quotes qt on qt.tenant_id = t.tenant_id and qt.id = t.quote_id
       where m.id = ? and m.visibility = 'customer' and not m.automatic and m.redacted_at is null`,
      [id],
    )
  )[0];

const settingOf = (db: Db, tenantId: string): Promise<Setting> =>
  rowOf<Setting>(
    db,
    `select number as tenant, inbound_domain as domain, reply_form as form from tenants where id = ?`,
    [tenantId],
  );

type Context = {
  db: Db;
  tenantId: string;
  thread: ThreadHead;
  member: Member;
  message: Message;
};

async function write(
  { texts, defaultFrom, leaveLink }: MessageMailDeps,
  { db, tenantId, thread, member, message }: Context,
): Promise<ComposedMail> {
  const sender = await senderOf(db, tenantId);
  const setting = await settingOf(db, tenantId);
  const locale = member.locale ?? sender.locale;
  const t = texts(locale, sender.strings[locale]);
  const from = sender.mailFrom ?? { name: sender.name, address: defaultFrom };
  const key = await replyKey(db);
  const numbers = { tenant: setting.tenant, thread: Number(thread.number) };
  const token = replyToken(key, { ...numbers, member: Number(member.number) });
  const root = messageToken(key, { ...numbers, message: 0 });
  const answerable = setting.domain !== null && member.mayWrite;
  const host = from.address.slice(from.address.lastIndexOf('@') + 1);
  const author = message.author ?? sender.name;
  const contact = member.author.kind === 'contact' ? member.author.id : null;
  const leave = contact === null ? null : await leaveLink(db, tenantId, contact);
  const desk = departmentLine(t, locale, await deskOf(db, thread, message));
  const about = message.record === null ? '' : ` [${message.record}]`;
  return {
    to: { name: member.name, address: member.addresses[0]! },
    from: { name: `${author} · ${sender.name}`, address: from.address },
    ...(answerable && {
      replyTo: { name: sender.name, address: replyAddress(token, setting.domain!, setting.form) },
    }),
    ...(leave !== null && { unsubscribe: leave }),
    thread: {
      name: messageToken(key, { ...numbers, message: Number(message.number) }),
      references: [`<${root}@${host}>`, ...(await ownMails(db, thread, member))],
      loop: root,
    },
    look: lookOf(sender),
    letter: {
      locale,
      subject: `${thread.subject}${about}`,
      heading: thread.subject,
      ...(answerable && { above: markers[locale] }),
      blocks: blocksOf({ t, sender, locale, thread, message, author, answerable, leave, desk }),
    },
  };
}

/** Message-IDs of what the member itself has mailed to the thread of late, which its client files ours with. */
async function ownMails(db: Db, { id }: ThreadHead, { author }: Member): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    db,
    `select mail_message_id as name from messages
     where thread_id = :id and channel = 'mail' and mail_message_id ~ '^<[!-~]{1,250}>$'
       and mail_message_id not like '%.invalid>'
       and contact_id is not distinct from :contactId and identity_id is not distinct from :identityId
     order by number desc limit 5`,
    {
      id,
      contactId: author.kind === 'contact' ? author.id : null,
      identityId: author.kind === 'staff' ? author.id : null,
    },
  );
  return rows.map(({ name }) => name).toReversed();
}

type Words = {
  t: Translate;
  sender: Sender;
  locale: Locale;
  thread: Pick<ThreadHead, 'id'>;
  message: Message;
  author: string;
  answerable: boolean;
  leave: string | null;
  /** The department that answers, and where it is reached. */
  desk: ContactLine | undefined;
};

/** Of what the company writes: the department that answers in this conversation. */
const deskOf = async (
  db: Db,
  { companyId }: ThreadHead,
  { side, department }: Message,
): Promise<SigningDepartment | undefined> =>
  side === 'company' ? departmentOf(db, department, companyId) : undefined;

function blocksOf({ t, sender, thread, message, author, answerable, leave, desk }: Words): Block[] {
  const { text, files, side, customer, record } = message;
  const who = side === 'customer' ? `${author} (${customer})` : author;
  const note = answerable ? t('mail.message.answer') : t('mail.no_reply');
  return [
    { kind: 'paragraph', text: t('mail.message.wrote', { name: who }) },
    ...paragraphsOf(text),
    ...(files.length > 0 || record !== null
      ? [
          {
            kind: 'facts' as const,
            rows: [
              ...(record === null ? [] : [{ label: t('mail.message.record'), value: record }]),
              ...(files.length === 0
                ? []
                : [{ label: t('mail.message.files'), value: files.join(', ') }]),
            ],
          },
        ]
      : []),
    ...(sender.pageUrl
      ? [
          {
            kind: 'action',
            label: t('mail.message.open'),
            href: placeOn(sender.pageUrl, { section: 'messages', open: thread.id }),
          } as const,
        ]
      : []),
    ...(desk === undefined ? [] : [{ kind: 'paragraph', ...desk } as const]),
    { kind: 'note', text: note },
    ...(leave === null
      ? []
      : [
          {
            kind: 'link',
            text: t('mail.notice.why', { type: t('notice.type_message_posted') }),
            label: t('mail.notice.leave'),
            href: leave,
          } as const,
        ]),
  ];
}

/** Text in its paragraphs and lines. */
const paragraphsOf = (text: string): Block[] =>
  text
    .split(/\n{2,}/)
    .map((part) => part.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .map((lines) => ({ kind: 'lines', lines }));
