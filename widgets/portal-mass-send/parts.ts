import { html, type TemplateResult } from 'lit';
import type { ClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { panel } from '../kit/notice.ts';
import type { Desk, View } from './desk.ts';

export const modes = ['replace', 'add'] as const;
export type Mode = (typeof modes)[number];

/** A mailbox, which is torn behind its @ before it is torn elsewhere. */
export const mailbox = (address: string): TemplateResult => {
  const [name, ...domain] = address.split('@');
  return html`${name}${domain.map((part) => html`@<wbr />${part}`)}`;
};

/** Whether the mailboxes take the place of those there are, or come besides. */
export const modeChoice = (
  mode: Mode,
  { t }: View,
  onChange: (mode: Mode) => void,
): TemplateResult =>
  html`<fieldset class="choice-set">
    ${modes.map(
      (one) =>
        html`<label class="choice"
          ><input
            type="radio"
            name="mode"
            .checked=${one === mode}
            @change=${() => onChange(one)}
          />${t(`mass_send.mode_${one}`)}</label
        >`,
    )}
    <legend class="visually-hidden">${t('mass_send.mode')}</legend>
  </fieldset>`;

/** What stands in place of rows that did not come. */
export function faultPanel(desk: Desk, fault: ClientError, onRetry: () => void): TemplateResult {
  const { t } = desk.view();
  return panel({
    icon: 'alert',
    title: t('common.error_title'),
    text: t(`error.${fault.code}`),
    detail: fault.requestId ? t('common.reference', { id: fault.requestId }) : undefined,
    action: fault.retriable
      ? button({ label: t('common.retry'), icon: 'refresh', onClick: onRetry })
      : undefined,
  });
}
