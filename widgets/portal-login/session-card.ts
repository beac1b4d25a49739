import { html, nothing, type TemplateResult } from 'lit';
import type { Session } from '#contract/portal';
import { formatInstant, type FormatContext, type Translate } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icon.ts';

/** Who is signed in, for whom, and the way out. */
export function sessionCard(options: {
  t: Translate;
  format: FormatContext;
  session: Session;
  tenant: string;
  pending: boolean;
  /** What changes the customer, where there are several and once it is there. */
  customers: unknown;
  onSignOut: () => void;
}): TemplateResult {
  const { t, format, session, tenant, pending, customers, onSignOut } = options;
  const { person, customer, lastSignInAt } = session;
  const several = session.customers.length > 1;
  return html`
    <div class="session">
      <span class="face">${icon('person')}</span>
      <div class="who">
        <p class="person" tabindex="-1">${person.name}</p>
        ${several ? nothing : html`<p class="customer">${customer?.name ?? t('login.staff', { tenant })}</p>`}
        ${
          customer && !several
            ? html`<p class="customer">${t('login.customer', { number: customer.number })}</p>`
            : nothing
        }
        ${
          lastSignInAt
            ? html`<p class="customer last">
                ${t('login.last_sign_in', { time: formatInstant(lastSignInAt, format) })}
              </p>`
            : nothing
        }
        ${several ? customers : nothing}
      </div>
      ${button({ label: t('login.sign_out'), off: pending, onClick: onSignOut })}
    </div>
  `;
}
