import { html, type TemplateResult } from 'lit';
import { dialog } from '../kit/dialog.ts';
import type { View } from '../records/view.ts';

/** What the reader is asked before it is done, of the payment of a number. */
export type Question = { what: 'cancel' | 'again'; number: string };

export function questionDialog(
  { what, number }: Question,
  { t }: View,
  on: { onYes: () => void; onClose: () => void },
): TemplateResult {
  const cancels = what === 'cancel';
  return dialog({
    title: cancels ? t('payments.cancel_title', { number }) : t('payments.again_title'),
    content: html`<p>${cancels ? t('payments.cancel_text') : t('payments.again', { number })}</p>`,
    submit: t(cancels ? 'payments.cancel' : 'payments.pay_again'),
    cancel: t(cancels ? 'payments.keep' : 'common.back'),
    onSubmit: () => {
      on.onYes();
      return true;
    },
    onClose: on.onClose,
  });
}
