import { html, type TemplateResult } from 'lit';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { Copier } from '../records/copier.ts';
import type { View } from '../records/view.ts';

/** A secret that is shown this once, to be copied; with what it is, and a button to be done with it. */
export const secretNotice = (
  { t }: View,
  copier: Copier,
  { secret, title, onDone }: { secret: string; title: string; onDone: () => void },
): TemplateResult =>
  notice(
    'success',
    html`${title}
      <span class="secret">${copier.button(secret, secret, t('settings.key_copy'))}</span>
      ${t('settings.key_once')}
      ${button({ kind: 'quiet', label: t('settings.key_done'), onClick: onDone })}`,
  );
