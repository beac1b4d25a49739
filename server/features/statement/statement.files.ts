import { createHash } from 'node:crypto';
import type { Locale } from '#contract/primitives';
import { AppError } from '../../http/app-error.ts';
import { workKeysOf, type PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Texts } from '../../output/texts.ts';
import { brandingOf } from '../../records/branding.ts';
import { customersOf, mayFor } from '../../records/customers.ts';
import { documentOf, type StatementDocument } from './statement.document.ts';
import { createStatementQueries } from './statement.queries.ts';
import type { PdfRenderer } from './statement.renderer.ts';
import { statementSheet } from './statement.sheet.ts';

type Bytes = AsyncIterable<Uint8Array>;
type Write = (document: StatementDocument, asked: Asked) => Bytes | Promise<Bytes>;
/** Who asks for a file, and of which statement. */
type Asked = { caller: PersonCaller; id: string };

export type StatementFilesDeps = { texts: Texts; pdfs: PdfRenderer; publicUrl: URL };

/** Files of stored statements. Nothing holds a transaction while a file is made. */
export function createStatementFiles(deps: StatementFilesDeps) {
  const file =
    (kind: 'pdf' | 'xlsx', write: Write) =>
    async (
      inTenant: InTenant,
      caller: PersonCaller,
      id: string,
      locale: Locale,
    ): Promise<Bytes> => {
      const document = await load(deps.publicUrl, inTenant, caller, id, locale);
      return noted(await write(document, { caller, id }), (sha256, bytes) =>
        inTenant((db) =>
          createStatementQueries(db).keepFile(caller.tenant.id, id, {
            kind,
            locale,
            sha256,
            bytes,
          }),
        ),
      );
    };
  const drawing = new Map<string, Promise<Uint8Array>>();
  /** Whoever asks for the same file while it is drawn gets that one. */
  const draw = (document: StatementDocument, { caller, id }: Asked): Promise<Uint8Array> => {
    const key = `${caller.tenant.id} ${id} ${document.locale} ${document.showCredit}`;
    const known = drawing.get(key);
    if (known) return known;
    const drawn = deps.pdfs.render(document, workKeysOf(caller)).finally(() => drawing.delete(key));
    drawing.set(key, drawn);
    return drawn;
  };
  return {
    // Drawn before anything is answered, so that a failure can be told.
    pdf: file('pdf', async (document, asked) => once(await draw(document, asked))),
    xlsx: file('xlsx', (document) =>
      statementSheet(document, deps.texts(document.locale, document.strings)),
    ),
  };
}

/** @throws AppError `not_found` where the statement is out of reach */
const load = (
  publicUrl: URL,
  inTenant: InTenant,
  caller: PersonCaller,
  id: string,
  locale: Locale,
): Promise<StatementDocument> =>
  inTenant(async (db) => {
    const queries = createStatementQueries(db);
    const [stored, logo, branding] = await Promise.all([
      queries.find(customersOf(caller, 'statement.export'), id),
      queries.logo(),
      brandingOf(db, caller.tenant.id),
    ]);
    if (!stored) throw new AppError('not_found');
    const contact = await queries.contact(stored.content.company.code);
    const showCredit = mayFor(caller, 'credit.view', stored);
    return documentOf(stored, branding, {
      publicUrl,
      locale,
      logo: logo ?? null,
      showCredit,
      contact,
    });
  });

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Passes a file on, and notes its hash and size once all of it was taken. */
async function* noted(
  bytes: Bytes,
  note: (sha256: string, bytes: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const part of bytes) {
    hash.update(part);
    size += part.length;
    yield part;
  }
  await note(hash.digest('hex'), size);
}
