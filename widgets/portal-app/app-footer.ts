import { html, nothing, type TemplateResult } from 'lit';
import type { Tenant } from '#contract/portal';
import { today, type Language, type Translate } from '../core/index.ts';
import { addressIn } from '../core/places.ts';

/** Whom to ask, the terms of use, and whose site this is (spec S3.6, S18.4). */
export function appFooter({
  t,
  tenant,
  language,
  beside,
}: {
  t: Translate;
  tenant: Tenant;
  language: Language;
  /** What stands at the top where there is room for it. */
  beside: TemplateResult | typeof nothing;
}): TemplateResult {
  const { contact, terms, name, timeZone, footer } = tenant;
  const line = footer[language] ?? footer[tenant.locale];
  const termsAt = terms && addressIn(terms.urls, language, tenant.locale);
  return html`<div class="bottom" part="bottom">
    <span>© ${name} ${today(timeZone).slice(0, 4)}</span>
    ${line ? html`<span>${line}</span>` : nothing}
    ${
      contact?.phone
        ? html`<span
            >${t('app.contact')}
            <a href="tel:${contact.phone.replaceAll(/[^\d+]/g, '')}">${contact.phone}</a>${
              contact.extension ? ` ${t('app.extension', { number: contact.extension })}` : nothing
            }</span
          >`
        : nothing
    }
    ${contact?.mailbox ? html`<a href="mailto:${contact.mailbox}">${contact.mailbox}</a>` : nothing}
    ${
      termsAt
        ? html`<a href=${termsAt} target="_blank" rel="noopener">${t('app.terms')}</a>`
        : nothing
    }
    ${beside}
  </div>`;
}
