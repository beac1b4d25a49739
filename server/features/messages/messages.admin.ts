import { typeOfName } from '#contract/file-words';
import { identifierKey } from '#contract/identifiers';
import type { MessageSettings } from '#contract/inbound';
import type { ThreadOwner } from '#contract/message-words';
import { rowOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { safeFileName } from '../../http/file-name.ts';
import { openInternal } from '../../records/audience.ts';
import { keepWhole } from '../../records/files.ts';
import { readMessageSettings, setMessageSettings } from './inbound/settings.ts';
import { ownerColumns, ownerOfNumber } from './owners.ts';
import { postMessage, type Author, type NewMessage } from './post.ts';

/** A message as the operator hands it over: of a contact by its id of the ERP, of somebody of the company by name. */
export type OperatorMessage = Pick<
  NewMessage,
  'text' | 'visibility' | 'automatic' | 'quoted' | 'otherAddress' | 'refused'
> & {
  by: { contact: string } | { staff: string };
  channel?: NewMessage['channel'];
  /** ISO with offset. */
  at: string;
  file?: { name: string; content: Buffer };
};

/** A conversation as the operator hands it over, known by its subject. */
export type OperatorThread = {
  owner: { kind: ThreadOwner; number: string };
  subject: string;
  /** Its key. */
  department?: string;
  messages: readonly OperatorMessage[];
};

/** Conversations that are handed over by the operator, as where another system is left. */
export function createMessageAdmin(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  return {
    /**
     * Adds a conversation, unless its record has one of that subject.
     * @returns whether it was added
     * @throws Error where there is nothing it could be about, or nobody of that name
     */
    addThread: async (slug: string, thread: OperatorThread): Promise<boolean> => {
      const tenant = await deps.findTenant(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      return deps.inScope({ tenantId: tenant.id }, async (db) => {
        await openInternal(db);
        const { kind, number } = thread.owner;
        const owner = await ownerOfNumber(db, kind, number);
        if (!owner) throw new Error(`There is no ${kind} ${number}`);
        const columns = ownerColumns(owner);
        const { subject, department = null } = thread;
        if (
          await db('threads')
            .where({ ...columns, subject })
            .first('id')
        )
          return false;
        const [made] = await db('threads')
          .insert({ tenant_id: tenant.id, ...columns, subject, department })
          .returning<{ id: string }[]>('id');
        for (const message of thread.messages) await post(db, tenant.id, made!.id, message);
        return true;
      });
    },

    /** Names the mailbox that messages reach, and where answers by mail go. */
    setMessages: async (
      slug: string,
      settings: Omit<MessageSettings, 'version'>,
    ): Promise<void> => {
      const tenant = await deps.findTenant(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      await deps.inScope({ tenantId: tenant.id }, async (db) => {
        const { version, ...now } = await readMessageSettings(db, tenant.id);
        if (
          now.mailbox === settings.mailbox &&
          now.domain === settings.domain &&
          now.form === settings.form
        )
          return;
        await setMessageSettings(db, tenant.id, { ...settings, version });
      });
    },
  };
}

async function post(
  db: Db,
  tenantId: string,
  threadId: string,
  { by, channel = 'portal', at, file, ...message }: OperatorMessage,
): Promise<void> {
  const files = file ? [{ id: await keep(db, tenantId, file) }] : [];
  const author = await authorOf(db, by);
  const posted = await postMessage(db, { ...message, threadId, author, channel, files });
  await db('messages').where({ id: posted!.id }).update({ at });
  if (message.automatic) return;
  const seen = message.visibility !== 'internal';
  await db('threads')
    .where({ id: threadId })
    .update({ last_internal_at: at, ...(seen && { last_at: at }) });
}

async function authorOf(db: Db, by: OperatorMessage['by']): Promise<Author> {
  if ('contact' in by) {
    const contact = await rowOf<{ id: string; identityId: string | null }>(
      db,
      `select id, identity_id as "identityId" from contacts where external_key = ?`,
      [identifierKey(by.contact)],
    );
    return { kind: 'contact', ...contact };
  }
  const { id } = await rowOf<{ id: string }>(
    db,
    `select i.id from staff_users u join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
     where i.name = ?`,
    [by.staff],
  );
  return { kind: 'staff', id };
}

/** Of whoever runs the server, so files are taken as they are. */
async function keep(
  db: Db,
  tenantId: string,
  { name, content }: { name: string; content: Buffer },
): Promise<string> {
  const mediaType = typeOfName(name);
  if (!mediaType) throw new Error(`${name} is of no type that is taken`);
  return keepWhole(db, tenantId, {
    name: safeFileName(name),
    mediaType,
    content,
    thumbnail: null,
    scan: 'off',
  });
}
