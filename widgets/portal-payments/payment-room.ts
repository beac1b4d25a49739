import type { TemplateResult } from 'lit';
import type { Payment } from '#contract/payments';
import { isLive, type PaymentState } from '#contract/payment-words';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { listSkeleton } from '../records/listing.ts';
import type { View } from '../records/view.ts';

import type { PaymentsData } from './payments-data.ts';

/** Seconds after which an open payment is looked at again, as long as it is under way. */
const looks = [2, 3, 5, 8, 13, 20, 30, 30];

export type PaymentRoomOptions = {
  portal: () => Portal;
  view: () => View;
  data: () => PaymentsData;
  /** Id of the payment on screen. */
  open: () => string;
  pays: () => boolean;
  renderFault: (fault: ClientError) => TemplateResult;
  /** What of it is left to do outside the provider's page. */
  ways: (payment: Payment) => unknown;
  /** What staff can do with it, where anything can be done. */
  desk: (payment: Payment) => unknown;
  onState: (id: string, state: PaymentState) => void;
  onLeave: (id: string, address: string) => void;
  onCancel: (number: string) => void;
  onAgain: (payment: Payment) => void;
  saving: () => boolean;
  onFile: (payment: Payment) => void;
  onBack: () => void;
  onFault: (fault: ClientError) => void;
  requestUpdate: () => void;
};

/** One payment, which is looked at again as long as it is under way and somebody looks. */
export class PaymentRoom {
  readonly #options: PaymentRoomOptions;
  readonly #detail: Lazy<typeof import('./payment-detail.ts')>;
  #busy = false;
  #refusal = '';
  #looked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #known: { id: string; state: PaymentState } | undefined;

  constructor(options: PaymentRoomOptions) {
    this.#options = options;
    this.#detail = new Lazy(options, () => import('./payment-detail.ts'));
  }

  /** Another payment is on screen, or none. */
  restart(): void {
    this.stop();
    this.#looked = 0;
    this.#refusal = '';
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The payment came, whether or not anything changed. */
  take({ id, state }: Payment): void {
    if (this.#known?.id === id && this.#known.state !== state) this.#options.onState(id, state);
    this.#known = { id, state };
    this.stop();
    const pause = isLive(state) ? looks[this.#looked] : undefined;
    if (pause === undefined) return;
    this.#timer = setTimeout(() => {
      this.#looked += 1;
      this.#options.data().payment.reload();
    }, pause * 1000);
  }

  async cancel(): Promise<void> {
    const { portal, open, view, data, onFault, requestUpdate } = this.#options;
    if (this.#busy) return;
    this.#busy = true;
    requestUpdate();
    try {
      await portal().client.call('POST /payments/:id/cancellation', {
        params: { id: open() },
        body: {},
      });
      this.#looked = 0;
    } catch (error) {
      const fault = toClientError(error);
      this.#refusal = view().t(`error.${fault.code}`);
      onFault(fault);
    } finally {
      this.#busy = false;
      data().reload();
      requestUpdate();
    }
  }

  render(): TemplateResult {
    const { view, data, open, pays, renderFault, ways, desk, saving, onBack, ...on } =
      this.#options;
    const { payment } = data();
    const shown = payment.last?.id === open() ? payment.last : undefined;
    this.#detail.need();
    if (this.#detail.fault) return renderFault(this.#detail.fault);
    const drawn = this.#detail.value?.paymentDetail({
      view: view(),
      payment: shown,
      fault: payment.fault && renderFault(payment.fault),
      refusal: this.#refusal,
      pays: pays(),
      busy: this.#busy,
      rests: this.#looked >= looks.length,
      ways: shown && ways(shown),
      desk: shown && desk(shown),
      saving: saving(),
      onBack,
      onLeave: (address) => on.onLeave(open(), address),
      onCancel: () => on.onCancel(shown?.number ?? ''),
      onAgain: () => shown && on.onAgain(shown),
      onFile: () => shown && on.onFile(shown),
    });
    return drawn ?? listSkeleton();
  }
}
