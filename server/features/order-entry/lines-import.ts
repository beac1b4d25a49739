import { canonical, sumOf } from '#contract/decimal';
import { identifierKey, searchTerms } from '#contract/identifiers';
import type { ImportedRow } from '#contract/order-entry';
import { mostLines } from '#contract/order-entry-words';
import { pointOf, readQuantity } from '#contract/order-quantity';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { workKeysOf, type ContactCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { readSource, type ImportSource } from '../../output/foreign/read-source.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import { searchMaterials } from '../../records/material-search.ts';
import { buyerFor, draftOf, draftReach } from './drafts.service.ts';
import type { RawRow } from './lines-source.job.ts';
import { materialsById, materialsByNumber } from './materials.queries.ts';
import { resolveLines, shownMaterial, type PriceSource, type ResolvedLine } from './resolve.ts';

const job = new URL('lines-source.job.ts', import.meta.url);
/** Rows for which materials are looked for by words, and how many of each are offered. */
const [mostGuessed, mostOffered] = [40, 3];

/**
 * Reads a list of materials and quantities, as it was pasted or dropped, and says what each row is. Nothing is added,
 * and nothing is cut: a list that is too long is refused as a whole.
 * @throws AppError `not_found`, and as `readSource` does
 */
export async function importLines(
  { reader, source }: { reader: ForeignReader; source: PriceSource },
  inTenant: InTenant,
  caller: ContactCaller,
  id: string,
  { locale, ...given }: ImportSource & { locale: Locale },
): Promise<{ rows: ImportedRow[] }> {
  const draft = await inTenant((db) => draftOf(db, draftReach(caller), id));
  const { rows } = await readSource<RawRow>(reader, workKeysOf(caller), job, given, mostLines);
  return inTenant(async (db) => {
    const read = await readRows(db, caller.customer.id, rows, locale);
    if (read.length > mostLines)
      throw new AppError('invalid_input', {
        errors: [{ path: 'body.text', rule: 'too_many', params: { max: mostLines } }],
      });
    const typed = read.map((row, index) => ({
      id: String(index),
      version: 1,
      position: index,
      materialId: null,
      unit: null,
      requestedDate: null,
      note: null,
      material: row.material,
      quantity: row.quantity,
    }));
    const buyer = await buyerFor(db, caller, draft.currency);
    const resolved = await resolveLines(db, source, buyer, typed);
    const guesses = await guess(
      db,
      caller.customer.id,
      read.filter((_, i) =>
        resolved[i]!.line.faults.some(({ code }) => code === 'material_unknown'),
      ),
    );
    const sums = repeatsIn(read, resolved);
    return {
      rows: read.map((row, i) => ({
        ...row,
        found: resolved[i]!.line.found,
        faults: resolved[i]!.line.faults,
        suggestions: guesses.get(row.row) ?? [],
        ...(sums.get(row.row) ?? { repeats: null, sum: null }),
      })),
    };
  });
}

/** Rows that name the same material, none of which has a fault; by the number of the row. */
function repeatsIn(read: readonly ReadRow[], resolved: readonly ResolvedLine[]) {
  const sound = read.flatMap((row, i) => {
    const { found, faults } = resolved[i]!.line;
    return found && faults.length === 0 ? [{ ...row, id: found.id }] : [];
  });
  const repeats = new Map<number, { repeats: number | null; sum: string | null }>();
  for (const same of Map.groupBy(sound, ({ id }) => id).values()) {
    const [first, ...others] = same;
    if (others.length === 0) continue;
    const sum = canonical(sumOf(same.map(({ quantity }) => quantity)), 0);
    repeats.set(first!.row, { repeats: null, sum });
    for (const { row } of others) repeats.set(row, { repeats: first!.row, sum: null });
  }
  return repeats;
}

type ReadRow = Pick<ImportedRow, 'row' | 'material' | 'quantity' | 'ambiguous'>;

/** Finds the columns of materials and of quantities by what stands in them. */
async function readRows(
  db: Db,
  customerId: string,
  rows: readonly RawRow[],
  locale: Locale,
): Promise<ReadRow[]> {
  const point = pointOf(locale);
  const known = await materialsByNumber(
    db,
    customerId,
    rows.flatMap(({ cells }) => cells.filter((cell) => cell !== '' && cell.length <= 60)),
  );
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const count = (column: number, holds: (cell: string) => boolean) =>
    rows.filter(({ cells }) => holds(cells[column] ?? '')).length;
  const columns = Array.from({ length: width }, (_, column) => column);
  const isKnown = (cell: string) => cell !== '' && known.has(identifierKey(cell));
  const isQuantity = (cell: string) => readQuantity(cell, point) !== null;
  const material = best(columns, (column) => count(column, isKnown)) ?? 0;
  const others = columns.filter((column) => column !== material);
  // The next numeric column is the quantity: further right stand prices and amounts.
  const quantity =
    [...others.filter((column) => column > material), ...others].find(
      (column) => count(column, isQuantity) * 2 > rows.length / 2,
    ) ?? best(others, (column) => count(column, isQuantity));
  return rows.flatMap(({ row, cells }, index) => {
    const [typed, text] = [
      cells[material] ?? '',
      quantity === undefined ? '' : (cells[quantity] ?? ''),
    ];
    if (typed === '' && text === '') return [];
    const read = readQuantity(text, point);
    // A heading names what stands below it.
    if (index === 0 && !isKnown(typed) && text !== '' && read === null) return [];
    return [
      {
        row,
        material: typed,
        quantity: read?.quantity ?? text.slice(0, 40),
        ambiguous: read?.ambiguous ?? false,
      },
    ];
  });
}

/** What has most, the first of them; undefined where nothing has any. */
function best(columns: readonly number[], score: (column: number) => number): number | undefined {
  const scored = columns.map((column) => ({ column, count: score(column) }));
  const [first] = scored.toSorted((a, b) => b.count - a.count);
  return first && first.count > 0 ? first.column : undefined;
}

/** Materials whose words are those of a row that names none. */
async function guess(db: Db, customerId: string, rows: readonly ReadRow[]) {
  const found = new Map<number, string[]>();
  for (const { row, material } of rows.slice(0, mostGuessed)) {
    const words = searchTerms(material);
    if (words.length === 0) continue;
    const materials = await searchMaterials(db, { words, after: null, limit: mostOffered });
    found.set(
      row,
      materials.map(({ id }) => id),
    );
  }
  const byId = await materialsById(db, customerId, [...found.values()].flat());
  return new Map(
    [...found].map(([row, ids]) => [
      row,
      ids.flatMap((id) => {
        const one = byId.get(id);
        return one?.active && one.orderable ? [shownMaterial(one)] : [];
      }),
    ]),
  );
}
