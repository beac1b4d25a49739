import type { MessageSettings } from '#contract/inbound';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';

const columns = `messages_version as version, message_mailbox as mailbox, inbound_domain as domain, reply_form as form`;

export const readMessageSettings = (db: Db, tenantId: string): Promise<MessageSettings> =>
  rowOf<MessageSettings>(db, `select ${columns} from tenants where id = ?`, [tenantId]);

/** Replaces them. @returns what was before, and what is now. @throws AppError `record_changed` */
export async function setMessageSettings(
  db: Db,
  tenantId: string,
  { version, mailbox, domain, form }: MessageSettings,
): Promise<{ before: MessageSettings; after: MessageSettings }> {
  const before = await readMessageSettings(db, tenantId);
  const [after] = await rowsOf<MessageSettings>(
    db,
    `update tenants set message_mailbox = :mailbox, inbound_domain = :domain, reply_form = :form,
       messages_version = messages_version + 1
     where id = :tenantId and messages_version = :version returning ${columns}`,
    { tenantId, version, mailbox, domain, form },
  );
  if (!after)
    throw new AppError('record_changed', { current: await readMessageSettings(db, tenantId) });
  return { before, after };
}
