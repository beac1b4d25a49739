import { html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import { limits } from '#contract/limits';
import type { orderEntry } from '#contract/order-entry';
import { button } from '../kit/button.ts';
import { dayField } from '../kit/day-field.ts';
import { field, selectField, textField } from '../kit/field.ts';
import { dayTexts, money, type View } from '../records/view.ts';
import type { DraftStore, Head } from './draft-store.ts';

export type Form = CallResult<(typeof orderEntry)['GET /order-entry']>;

/** An address as people know it; by its code where the form does not know it. Null: none. */
export function placeText(
  { addresses }: Pick<Form, 'addresses'>,
  code: string | null,
): string | null {
  const found = addresses.find((one) => one.code === code);
  return (found && [found.name, found.place].filter(Boolean).join(', ')) || code;
}

type Options = {
  view: View;
  store: DraftStore;
  form: Form;
  today: string;
  readonly: boolean;
  dayError: string | undefined;
  onChange: (head: Partial<Head>) => void;
  onReview: () => void;
  /** Has it quoted instead; undefined where the reader may not ask. */
  onQuote: (() => void) | undefined;
};

/** Where it goes, when, and what it comes to. */
export function side(options: Options): TemplateResult {
  const { view, store, form, readonly, onChange } = options;
  const { t } = view;
  const draft = store.draft!;
  return html`<aside class="side" aria-label=${t('ordering.details')}>
    ${
      readonly
        ? nothing
        : html`${
            form.addresses.length > 0
              ? selectField({
                  id: 'ship-to',
                  label: t('ordering.ship_to'),
                  value: draft.shipTo ?? '',
                  options: [
                    // Whoever orders for some addresses alone chooses one of them.
                    ...(form.shipToRequired && draft.shipTo
                      ? []
                      : [['', t('ordering.ship_to_none')] as const]),
                    ...form.addresses.map(
                      ({ code }) => [code, placeText(form, code) ?? code] as const,
                    ),
                  ],
                  onChange: (code) => onChange({ shipTo: code || null }),
                })
              : nothing
          }
          ${dayField({
            id: 'requested',
            label: t('ordering.requested_date'),
            texts: dayTexts(view),
            value: draft.requestedDate ?? '',
            min: options.today,
            error: options.dayError,
            onChange: (day) => onChange({ requestedDate: day }),
          })}
          ${textField({
            id: 'purchase-order',
            label: t(
              form.purchaseOrderRequired
                ? 'ordering.purchase_order_required'
                : 'ordering.purchase_order',
            ),
            value: draft.purchaseOrder ?? '',
            maxLength: limits.identifier,
            required: form.purchaseOrderRequired,
            onChange: (text) => onChange({ purchaseOrder: text.trim() || null }),
          })}
          ${field({
            id: 'order-note',
            label: t('ordering.note'),
            control: html`<textarea
              class="input"
              part="input"
              id="order-note"
              rows="2"
              maxlength="2000"
              .value=${draft.note ?? ''}
              @change=${(event: Event) => onChange({ note: (event.target as HTMLTextAreaElement).value || null })}
            ></textarea>`,
          })}`
    }
    <div class="sum ${store.save === 'saved' ? '' : 'stale'}" part="total">
      ${
        draft.total === null
          ? nothing
          : html`<p>
                <span>${t(draft.taxIncluded ? 'ordering.total_taxed' : 'ordering.total')}</span>
                <strong>${money(draft.total, draft.currency, view)}</strong>
              </p>
              <p class="muted">
                ${t(draft.taxIncluded ? 'ordering.total_taxed_note' : 'ordering.total_note')}
              </p>`
      }
      <p class="muted">
        ${t('ordering.count', { count: draft.count })}${draft.faulty > 0 ? html` · <span class="fault">${t('ordering.faulty', { count: draft.faulty })}</span>` : nothing}${draft.unpriced > draft.faulty && form.prices ? html` · ${t('ordering.unpriced', { count: draft.unpriced })}` : nothing}
      </p>
      ${readonly ? nothing : button({ kind: 'primary', label: t('ordering.review'), off: store.lines.length === 0, onClick: () => store.lines.length > 0 && options.onReview() })}
      ${
        readonly || !options.onQuote
          ? nothing
          : button({
              label: t('ordering.quote'),
              off: store.lines.length === 0,
              onClick: () => store.lines.length > 0 && options.onQuote?.(),
            })
      }
    </div>
  </aside>`;
}
