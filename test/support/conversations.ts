import { createTransport } from 'nodemailer';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { joinThread, postMessage, type Author } from '../../server/features/messages/post.ts';
import {
  replyAddress,
  replyKey,
  replyToken,
} from '../../server/features/messages/reply-address.ts';
import type { Slug } from './fixtures.ts';
import type { TestPortal } from './portal.ts';

export type Thread = { id: string; number: number };
type Row = Record<string, string>;

/** Conversations of a running portal, made beside its API. */
export async function conversations(running: TestPortal, slug: Slug = 'norte') {
  const inScope: InScope = createScope(running.connection);
  const [tenant] = await running.sql<{ id: string; number: number }>(
    `select id, number from tenants where slug = '${slug}'`,
    slug,
  );
  const { id: tenantId, number: tenantNumber } = tenant!;
  const sql = <T = Row>(text: string) => running.sql<T>(text, slug);
  const key = await inScope({ tenantId: null }, (db) => replyKey(db));
  const contact = async (name: string): Promise<Extract<Author, { kind: 'contact' }>> => {
    const [row] = await sql(
      `select id, identity_id as identity from contacts where name = '${name}' and tenant_id = '${tenantId}'`,
    );
    return { kind: 'contact', id: row!['id']!, identityId: row!['identity'] ?? null };
  };
  const staff = async (name: string): Promise<Extract<Author, { kind: 'staff' }>> => {
    const [row] = await sql(
      `select id from identities where name = '${name}' and tenant_id = '${tenantId}'`,
    );
    return { kind: 'staff', id: row!['id']! };
  };
  return {
    inScope,
    tenantId,
    tenantNumber,
    key,
    sql,
    contact,
    staff,
    mailbox: { kind: 'mailbox' } as const,
    /** A conversation of a customer, on nothing. */
    thread: async (customer = '0001002945', subject = 'Embarque'): Promise<Thread> => {
      const [row] = await sql(
        `insert into threads (tenant_id, customer_id, subject)
         select tenant_id, id, '${subject}' from customers where number = '${customer}' and tenant_id = '${tenantId}' returning id, number`,
      );
      return { id: row!['id']!, number: Number(row!['number']) };
    },
    /** Makes somebody a member. @returns the address its answers go to */
    join: async ({ id, number }: Thread, author: Author, form: 'plus' | 'plain' = 'plus') => {
      const member = await inScope({ tenantId }, (db) => joinThread(db, id, author));
      const target = { tenant: tenantNumber, thread: number, member: Number(member) };
      return replyAddress(replyToken(key, target), 'respuestas.example', form);
    },
    post: (message: Parameters<typeof postMessage>[1]) =>
      inScope({ tenantId }, (db) => postMessage(db, message)),
    messages: (thread: Thread) =>
      sql<{
        text: string;
        quoted: string | null;
        side: string;
        channel: string;
        automatic: boolean;
        other_address: string | null;
        contact_id: string | null;
        identity_id: string | null;
        refused: { code: string; name: string }[];
        id: string;
      }>(`select * from messages where thread_id = '${thread.id}' order by number`),
    unmatched: () =>
      sql<{
        id: string;
        reason: string;
        state: string;
        from_address: string;
        thread_id: string | null;
      }>(`select * from unmatched_mails where tenant_id = '${tenantId}' order by at, id`),
  };
}
export type Conversations = Awaited<ReturnType<typeof conversations>>;

let count = 0;

/** A mail as text. */
export function mailText({
  from = 'C-1@norte.example',
  to,
  text = 'Recibido.',
  subject = 'Re: Embarque',
  id = `<${++count}@cliente.example>`,
  headers = [],
}: {
  from?: string;
  to: string;
  text?: string;
  subject?: string;
  id?: string | null;
  headers?: string[];
}): string {
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(id === null ? [] : [`Message-ID: ${id}`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
    '',
    text,
    '',
  ].join('\r\n');
}

/** Hands a mail over by SMTP, as a mail server does. @returns what the other side answers */
export async function handOver(
  port: number,
  raw: string | Buffer,
  { from = 'C-1@norte.example', to }: { from?: string; to: string[] },
): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  try {
    const { response } = await transport.sendMail({ envelope: { from, to }, raw });
    return response;
  } catch (error) {
    return (error as { response?: string }).response ?? String(error);
  } finally {
    transport.close();
  }
}
