import { limits } from '#contract/limits';
import type { ImportRow } from '#contract/mailing-lists';
import { writeSheet, type SheetCell } from '../../output/sheet.ts';
import type { Translate } from '../../output/texts.ts';

/**
 * The rows of an import that cannot be saved, as XLSX: the three columns that are read first, so that the mended file
 * can be read again as it is, then where each stood and what is wrong with it.
 */
export const errorSheet = (
  rows: readonly ImportRow[],
  t: Translate,
  author: string,
): AsyncGenerator<Uint8Array> =>
  writeSheet({
    name: t('import.rows_errors'),
    author,
    columns: [
      { header: t('mass_send.company'), kind: 'text', width: 12 },
      { header: t('mass_send.customer'), kind: 'text', width: 16 },
      { header: t('mass_send.mailboxes'), kind: 'text', width: 60 },
      { header: t('import.row'), kind: 'text', width: 10 },
      { header: t('import.message'), kind: 'text', width: 60 },
    ],
    rows: cellsOf(rows, t),
  });

function* cellsOf(rows: readonly ImportRow[], t: Translate): Generator<SheetCell[]> {
  for (const row of rows)
    if (row.error !== null)
      yield [
        row.company,
        row.customer,
        [...row.mailboxes, ...row.invalid].join('; '),
        [row.row, ...row.joined].join(', '),
        messageOf(row, t),
      ];
}

function messageOf({ error, invalid }: ImportRow, t: Translate): string {
  const words = t(`mass_send.row_${error}`, { max: limits.listMailboxes });
  return error === 'mailbox_invalid' ? `${words}: ${invalid.join('; ')}` : words;
}
