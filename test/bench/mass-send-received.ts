// Compares every PDF that a relay received with the database: whose it is, and what is owed.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { extractText } from 'unpdf';
import { formatAmount } from '#contract/format';
import { connect } from '../../server/db/connect.ts';
import { createScope } from '../../server/db/scope.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';

const format = { language: 'es', region: 'es-MX' } as const;

/** @param folder of `mass-send-sink.ts` */
export async function compareReceived(
  postgres: TemporaryPostgres,
  slug: string,
  folder: string,
): Promise<Finding> {
  const owed = await owedOf(postgres, slug);
  const right = new Set<string>();
  let received = 0;
  for (const name of await readdir(folder)) {
    const mail = await readFile(join(folder, name));
    const end = mail.indexOf('\r\n');
    const mailbox = mail.subarray(0, end).toString();
    const { attachments } = await PostalMime.parse(mail.subarray(end + 2));
    const file = attachments.find(({ mimeType }) => mimeType === 'application/pdf');
    // The log of the run is no statement.
    if (!file) continue;
    received += 1;
    const { text } = await extractText(new Uint8Array(file.content as ArrayBuffer), {
      mergePages: true,
    });
    const own = owed.get(mailbox);
    const key = own?.number.replace(/^0+/, '');
    if (own && file.filename?.startsWith(`${key}_`) && says(text, own)) right.add(mailbox);
  }
  return {
    what: `received PDFs with the customer and the total of the database, of ${received}`,
    value: String(right.size),
    budget: String(owed.size),
    holds: right.size === owed.size && received === owed.size,
  };
}

type Owed = { number: string; total: string };

/** Whether a text has the number as a word of its own, and the total. */
const says = (text: string, { number, total }: Owed): boolean => {
  const words = text.split(/\s+/);
  return words.includes(number) && words.includes(total);
};

/** What everybody owes, by mailbox, worked out by nothing but a sum over the ledger. */
async function owedOf(postgres: TemporaryPostgres, slug: string): Promise<Map<string, Owed>> {
  const owner = await connect({ url: postgres.ownerUrl, poolSize: 1 });
  try {
    const { rows } = await createScope(owner)({ slug }, (db) =>
      db.raw<{ rows: { address: string; number: string; owed: string }[] }>(
        `select b.address, k.number, sum(v.amount) as owed
         from customers k
         join mailing_lists l on l.customer_id = k.id
         join mailing_list_mailboxes b on b.list_id = l.id
         join open_item_versions v on v.customer_id = k.id
         group by b.address, k.number`,
      ),
    );
    return new Map(
      rows.map(({ address, number, owed }) => [
        address,
        { number, total: formatAmount(owed, 'MXN', format) },
      ]),
    );
  } finally {
    await owner.close();
  }
}
