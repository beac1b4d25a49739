import { nothing, type TemplateResult } from 'lit';
import type { InvoiceRow } from '#contract/invoices';
import { limits } from '#contract/limits';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { View } from '../records/view.ts';
import { fileKinds } from './invoices-list.ts';

/** Ids of the files of some invoices. */
export const filesOf = (rows: Iterable<InvoiceRow>): string[] =>
  [...rows].flatMap((row) => fileKinds.flatMap((kind) => row[kind] ?? []));

/** The button that fetches files in one ZIP; nothing while none is picked. */
export function archiveButton(
  { t }: View,
  files: readonly string[],
  busy: string,
  name: string,
  onFetch: () => Promise<void>,
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  if (files.length > limits.archiveFiles)
    return notice('warning', t('invoices.archive_most', { most: limits.archiveFiles }));
  return button({
    icon: 'download',
    label: busy === name ? t('invoices.exporting') : t('invoices.archive', { count: files.length }),
    off: busy !== '',
    onClick: () => void onFetch(),
  });
}
