import type { Logger } from 'pino';
import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import type { LookAtFiles } from '../../output/fiscal/reader.ts';
import { faultOf, storeFiscalDocuments } from '../../records/fiscal-documents.ts';
import type { Rounds } from '../../db/rounds.ts';

const everyMinute = 60_000;
/** Files that are read together, and their bytes; one larger than that is read alone. */
const [most, mostBytes] = [100, 4_000_000];
/** Portions of one tenant, before the others have their turn. */
const mostRounds = 20;

type Unread = { id: string; fiscalId: string; customerId: string; sha256: string; content: string };

/** Reads files that nobody has read yet. */
export function startCatchingUp(rounds: Rounds, look: LookAtFiles, logger: Logger): void {
  rounds.every(
    everyMinute,
    (inScope) => catchUp(inScope, look),
    (error) => logger.error({ error }, 'fiscal files stay unread'),
  );
}

/** One round over all tenants. */
export async function catchUp(inScope: InScope, look: LookAtFiles): Promise<void> {
  const tenants = await inScope({ tenantId: null }, (db) => db('tenants').pluck<string[]>('id'));
  for (const tenantId of tenants)
    for (let round = 0; round < mostRounds; round++) {
      const files = await inScope({ tenantId }, unreadOf);
      if (files.length === 0) break;
      // Nothing is held while the files are read.
      const looks = await look(
        [tenantId, 'catching up'],
        files.map(({ content }) => ({ kind: 'xml', content: Buffer.from(content, 'base64') })),
      );
      await inScope({ tenantId }, async (db) => {
        const read = files.map((file, at) => ({ ...file, reading: looks[at]?.reading ?? null }));
        await keep(db, read);
      });
    }
}

/** Some files that are unread, and locked by nobody. */
const unreadOf = (db: Db): Promise<Unread[]> =>
  rowsOf<Unread>(
    db,
    `select s.id, s."fiscalId", s."customerId", s.sha256, encode(s.content, 'base64') as content
     from (
       select f.id, f.fiscal_id as "fiscalId", f.customer_id as "customerId", f.sha256, f.content,
         sum(octet_length(f.content)) over (order by f.id) - octet_length(f.content) as before
       from (
         select id, fiscal_id, customer_id, sha256, content from fiscal_files
         where unread and kind = 'xml' and deleted_at is null order by id limit ${most}
       ) f
     ) s where s.before < ${mostBytes}`,
  );

type Read = Unread & { reading: Parameters<typeof faultOf>[0]['reading'] | null };

async function keep(db: Db, files: readonly Read[]): Promise<void> {
  // What the ERP sent meanwhile was read as it came.
  const same = new Map(
    (
      await db('fiscal_files')
        .whereRaw(isOneOf('id', 'uuid'), [files.map(({ id }) => id)])
        .forUpdate()
        .select<{ id: string; sha256: string }[]>('id', 'sha256')
    ).map(({ id, sha256 }) => [id, sha256]),
  );
  const still = files.filter(({ id, sha256 }) => same.get(id) === sha256);
  const read = still.flatMap(({ reading, ...file }) => (reading ? [{ ...file, reading }] : []));
  await storeFiscalDocuments(db, read);
  await db('fiscal_files')
    .whereRaw(isOneOf('id', 'uuid'), [files.map(({ id }) => id)])
    .update({ unread: false });
  for (const file of read) {
    const fault = faultOf(file);
    if (fault)
      await db('fiscal_files')
        .where({ id: file.id })
        .update({ fault: jsonbOf(fault) });
  }
}
