import type { Translate } from '../core/index.ts';
import type { FilePickerOptions } from '../records/file-picker.ts';

/** What choosing files says. */
export const fileWords = (
  t: Translate,
  choose = t('payments.dispute_attach'),
): FilePickerOptions['words'] => ({
  choose,
  checking: t('payments.proof_checking'),
  remove: t('payments.proof_remove'),
});
