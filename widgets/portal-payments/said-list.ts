import { html, type TemplateResult } from 'lit';
import type { Dispute } from '#contract/promises';
import type { ClientError, Portal, PortalElement } from '../core/index.ts';
import { selectField } from '../kit/field.ts';
import type { View } from '../records/view.ts';

/** What a list of what customers said needs of the element. */
export type SaidListDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  may: () => boolean;
  /** How it is narrowed, as the address says it. */
  status: () => string;
  customer: () => string;
  onStatus: (status: string) => void;
  renderFault: (fault: ClientError) => TemplateResult;
};

export type SaidQuery<S> = { status?: S; customer?: string };

/** What is asked for, as the address says it. */
export function askedOf<S extends string>(
  { status, customer }: SaidListDesk,
  states: readonly S[],
): SaidQuery<S> {
  const known = states.find((one) => one === status());
  return { ...(known && { status: known }), ...(customer() && { customer: customer() }) };
}

/** Which of them are shown. */
export function narrowing(
  { view, status, onStatus }: SaidListDesk,
  states: readonly ('open' | 'broken' | 'done')[],
): TemplateResult {
  const { t } = view();
  return html`<div class="narrow no-print">
    ${selectField({
      id: 'said-status',
      label: t('payments.filter_said'),
      value: states.find((one) => one === status()) ?? '',
      options: [
        ['', t('payments.filter_all')],
        ...states.map((one) => [one, t(`payments.filter_${one}`)] as const),
      ],
      onChange: onStatus,
    })}
  </div>`;
}

/** Whose it is. */
export const who = ({ customer }: Pick<Dispute, 'customer'>): TemplateResult =>
  html`${customer.name} <small>${customer.number}</small>`;
