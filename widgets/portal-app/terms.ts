import { html, nothing, type TemplateResult } from 'lit';
import type { Tenant } from '#contract/portal';
import type { ClientError, Language, Translate } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice, panel } from '../kit/notice.ts';
import { addressIn } from '../core/places.ts';

/** Stands before the portal until the terms of use are accepted in the version that holds (spec S18.5). */
export function termsPanel(options: {
  t: Translate;
  terms: NonNullable<Tenant['terms']>;
  language: Language;
  fault: ClientError | undefined;
  busy: boolean;
  onAccept: (version: string) => void;
}): TemplateResult {
  const { t, terms, language, fault, busy, onAccept } = options;
  const address = addressIn(terms.urls, language, language);
  return panel({
    icon: 'list',
    title: t('app.terms'),
    text: t('app.terms_text', { version: terms.version }),
    action: html`
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${
        address
          ? html`<a class="button" href=${address} target="_blank" rel="noopener"
              >${t('app.terms_read')}</a
            >`
          : nothing
      }
      ${button({
        kind: 'primary',
        label: t('app.terms_accept'),
        off: busy,
        onClick: () => onAccept(terms.version),
      })}
    `,
  });
}
