import { html } from 'lit';
import { sumOf } from '#contract/decimal';
import { pointOf, readQuantity } from '#contract/order-quantity';
import { messageLimits } from '#contract/message-words';
import type { PayableItem } from '#contract/payments';
import { disputeReasons, mostDisputeText, type DisputeReason } from '#contract/promise-words';
import { selectField, textAreaField, textField } from '../kit/field.ts';
import { arrivedFiles, filePicker } from '../records/file-picker.ts';
import type { Uploads } from '../records/uploads.ts';
import { fileWords } from './file-words.ts';
import type { SaidForm, SaidFormDesk } from './said-form.ts';

/** What of a document is not right, and why. */
export function disputeForm(
  { view, onType }: SaidFormDesk,
  { company, of, uploads }: { company: string; of: PayableItem; uploads: Uploads },
): SaidForm {
  const point = () => pointOf(view().format.language);
  let typed = {
    reason: '' as DisputeReason | '',
    amount: of.open.replace('.', point()),
    text: '',
  };
  const type = (change: Partial<typeof typed>) => {
    typed = { ...typed, ...change };
    onType();
  };
  const read = () => {
    const found = readQuantity(typed.amount, point())?.quantity;
    return found && sumOf([found]);
  };
  return {
    of: `dispute ${of.id}`,
    title: () => view().t('payments.dispute_title', { document: of.document ?? '' }),
    submit: () => view().t('payments.dispute_send'),

    fields: (tried) => {
      const { t } = view();
      const { reason, amount, text } = typed;
      const missing = (is: boolean) => (tried && is ? t('payments.required') : undefined);
      return html`<p>${t('payments.dispute_text')}</p>
        ${selectField({
          id: 'dispute-reason',
          label: t('payments.dispute_reason'),
          value: reason,
          error: missing(reason === ''),
          options: [
            ['', t('payments.dispute_reason_none')],
            ...disputeReasons.map((one) => [one, t(`payments.dispute_reason_${one}`)] as const),
          ],
          onChange: (value) => type({ reason: value as DisputeReason | '' }),
        })}
        ${textField({
          id: 'dispute-amount',
          label: `${t('payments.dispute_amount')} (${of.currency})`,
          value: amount,
          error: missing(!read()),
          maxLength: 24,
          onInput: (value) => type({ amount: value }),
        })}
        ${textAreaField({
          id: 'dispute-text',
          label: t('payments.dispute_words'),
          value: text,
          error: missing(!text.trim()),
          maxLength: mostDisputeText,
          onInput: (value) => type({ text: value }),
        })}
        ${filePicker({
          view: view(),
          label: t('payments.dispute_files'),
          words: fileWords(t),
          uploads,
          most: messageLimits.files,
        })}`;
    },

    saying: () => {
      const { t } = view();
      const { reason } = typed;
      const [amount, text] = [read(), typed.text.trim()];
      if (reason === '' || !amount || !text) return { missing: t('payments.required') };
      const files = arrivedFiles(uploads);
      if (!files) return { missing: t('payments.files_under_way') };
      const body = { company, item: of.id, reason, amount, text, files };
      return {
        say: (client, once) => client.call('POST /disputes', { body, once }),
        done: t('payments.dispute_sent'),
      };
    },
  };
}
