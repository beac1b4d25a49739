import { html, nothing, type TemplateResult } from 'lit';
import type { Executive } from '#contract/home';
import type { Tenant } from '#contract/portal';
import type { FormatContext, Translate } from '../core/index.ts';
import { addressIn } from '../core/places.ts';
import { icon } from '../kit/icons.ts';

/** Whom to ask, and where to read: what stands below the sections. Nothing where there is nobody. */
export function people({
  t,
  format: { language },
  tenant,
  executive,
  inner,
}: {
  t: Translate;
  format: FormatContext;
  tenant: Tenant;
  executive: Executive | null;
  /** Whether a portal around it names the customer service at its foot. */
  inner: boolean;
}): TemplateResult | typeof nothing {
  const { contact, manuals } = tenant;
  const manual = addressIn(manuals, language, tenant.locale);
  const service = !inner && contact && (contact.phone || contact.mailbox);
  if (!executive && !service && !manual) return nothing;
  return html`<div class="people">
    ${
      executive
        ? html`<section class="person" aria-labelledby="executive">
            <h3 class="label" id="executive">${t('home.executive')}</h3>
            <p class="who">${executive.name}</p>
            ${executive.role ? html`<p class="role">${executive.role}</p>` : nothing}
            ${ways(executive.phone, executive.email)}
          </section>`
        : nothing
    }
    ${
      service
        ? html`<section class="person" aria-labelledby="service">
            <h3 class="label" id="service">${t('home.service')}</h3>
            ${ways(
              contact.phone,
              contact.mailbox,
              contact.extension ? t('app.extension', { number: contact.extension }) : '',
            )}
          </section>`
        : nothing
    }
    ${
      manual
        ? html`<section class="person" aria-labelledby="help">
            <h3 class="label" id="help">${t('home.help')}</h3>
            <p class="way">
              ${icon('book')}<a href=${manual} target="_blank" rel="noopener"
                >${t('home.manual')}</a
              >
            </p>
          </section>`
        : nothing
    }
  </div>`;
}

const ways = (phone: string | null, mail: string | null, extension = ''): TemplateResult => html`
  ${
    phone
      ? html`<p class="way">
          ${icon('phone')}<span
            ><a href="tel:${phone.replaceAll(/[^\d+]/g, '')}">${phone}</a> ${extension}</span
          >
        </p>`
      : nothing
  }
  ${mail ? html`<p class="way">${icon('mail')}<a href="mailto:${mail}">${mail}</a></p>` : nothing}
`;
