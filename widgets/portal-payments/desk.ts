import { css, nothing, type TemplateResult } from 'lit';
import type { Payment } from '#contract/payments';
import { adopt } from '../core/lazy.ts';
import { Reconciliations, type ReconciliationsDesk } from './reconciliations.ts';
import { Refunding, type PaymentDesk } from './refunding.ts';

const styles = css`
  .desk,
  .deed {
    display: grid;
    gap: calc(var(--p-space) * 2);
  }
  .desk {
    margin-block-start: calc(var(--p-space) * 4);
  }
  .deed {
    max-inline-size: 34em;
    padding-block: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .desk :is(h4, p) {
    margin: 0;
  }
  .statement {
    display: grid;
    gap: calc(var(--p-space) * 4);
  }
  .statement > p {
    max-inline-size: 40em;
    margin: 0;
  }
  .statement > :is(.field, .choose) {
    max-inline-size: 34em;
  }
  .statement .choose {
    justify-self: start;
  }
  .reconcile {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(var(--p-space) * 3);
    margin-block-end: calc(var(--p-space) * 4);
  }
`;

/** What people of the company have to do with payments. */
export class Desk {
  readonly #refunding: Refunding;
  readonly #reconciliationsOf: () => Reconciliations;
  #reconciliations: Reconciliations | undefined;

  constructor(desk: PaymentDesk & ReconciliationsDesk) {
    this.#refunding = new Refunding(desk);
    this.#reconciliationsOf = () => new Reconciliations(desk);
    adopt(desk.host, styles);
  }

  payment(payment: Payment): TemplateResult | typeof nothing {
    return this.#refunding.render(payment);
  }

  reconciliations(): TemplateResult {
    this.#reconciliations ??= this.#reconciliationsOf();
    return this.#reconciliations.render();
  }
}
