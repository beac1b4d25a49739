import type { ReactiveController, TemplateResult } from 'lit';
import { undoSeconds } from '#contract/order-entry-words';
import { ClientError, emit, toClientError } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { Countdown } from '../kit/countdown.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { focusOn } from '../records/focus.ts';
import type { Desk, Late } from './desk.ts';
import { nextText, review, sentPanel, type PriceChange } from './review.ts';
import { sendingStyles } from './sending.styles.ts';
import type { Form } from './side.ts';

/** Milliseconds between two looks at an order that waits for the ERP. */
const look = 5_000;

/** Sends a draft, and shows what becomes of it. */
export class Sending implements Late, ReactiveController {
  readonly #desk: Desk;
  readonly #undo: Countdown;
  readonly #copier: Copier;
  #priceChange: PriceChange | undefined;
  #samePurchaseOrder = false;
  #confirmed = false;
  #busy = false;
  /** Until when the order can be taken back that the countdown runs for. */
  #heldUntil: string | null = null;
  /** What is known of the order that waits: news of it are said. */
  #known: { id: string; news: string } | undefined;
  #looking: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, copierStyles, sendingStyles);
    this.#undo = new Countdown(desk.host, () => void desk.store.reload());
    this.#copier = new Copier(desk.host, {
      view: desk.words,
      onCopied: () => desk.announce(desk.words().t('list.copied')),
      onRefused: desk.announce,
    });
    desk.host.addController(this);
  }

  hostUpdate(): void {
    this.#tellNews();
    const heldUntil = this.#desk.store.draft?.heldUntil ?? null;
    if (heldUntil === this.#heldUntil) return;
    this.#heldUntil = heldUntil;
    if (heldUntil) this.#undo.start((Date.parse(heldUntil) - Date.now()) / 1000);
  }

  /** Says what became of the order while it is on screen. */
  #tellNews(): void {
    const { store, announce, words } = this.#desk;
    const { draft } = store;
    const news = draft && `${draft.state} ${draft.waitingSince !== null}`;
    const before = this.#known;
    this.#known = draft && news ? { id: draft.id, news } : undefined;
    if (!draft || before?.id !== draft.id || before.news === news) return;
    if (!before.news.startsWith('submitted') || draft.state === 'draft') return;
    // Not while the element is about to update itself.
    queueMicrotask(() => announce(nextText(draft, 0, words())));
  }

  hostUpdated(): void {
    this.#watch();
  }

  hostDisconnected(): void {
    clearTimeout(this.#looking);
    this.#looking = undefined;
  }

  clear(): void {
    this.#priceChange = undefined;
    this.#samePurchaseOrder = false;
    this.#confirmed = false;
  }

  reload(): void {}

  render(form: Form): TemplateResult {
    const { store, words, sheet, show, host, allows } = this.#desk;
    const draft = store.draft!;
    const { t } = words();
    if (draft.state !== 'draft')
      return sentPanel({
        view: words(),
        draft,
        seconds: draft.heldUntil ? this.#undo.seconds : 0,
        copy: (number) => this.#copier.button(number, t('ordering.copy'), t('ordering.copy')),
        form,
        busy: this.#busy,
        onUndo: () => void this.#takeBack(),
        onAgain: () => void this.#again(),
        onOrder: allows('orders.view')
          ? () => emit(host, 'portal-navigate', { to: 'order', id: draft.order, href: null })
          : undefined,
        lines: sheet(form, true),
      });
    return review({
      view: words(),
      draft,
      form,
      lines: sheet(form, true),
      priceChange: this.#priceChange,
      same: this.#samePurchaseOrder,
      confirmed: this.#confirmed,
      busy: this.#busy,
      onConfirm: (yes) => this.#set(() => (this.#confirmed = yes)),
      onSubmit: () => void this.#submit(),
      onBack: () => show('edit'),
    });
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }

  /** Looks again and again at an order that waits for the ERP. */
  #watch(): void {
    const { store, host } = this.#desk;
    const state = store.draft?.state;
    const waits = state === 'submitted' || state === 'approval';
    if (this.#looking || !waits || !host.isConnected) return;
    this.#looking = setTimeout(() => {
      this.#looking = undefined;
      void store.reload().then(() => this.#watch());
    }, look);
  }

  async #submit(): Promise<void> {
    const { store, host, announce, words, show } = this.#desk;
    const { draft, lines } = store;
    if (!draft || this.#busy || (this.#samePurchaseOrder && !this.#confirmed)) return;
    const order = { lines: lines.length, total: draft.total };
    if (!emit(host, 'portal-before-order-submit', order)) return;
    this.#set(() => (this.#busy = true));
    try {
      if (!(await store.flush())) throw new ClientError('offline');
      const hash = this.#priceChange?.priceHash ?? store.draft!.priceHash;
      const sent = await store.submit(hash, this.#confirmed ? ['same_purchase_order'] : []);
      this.#heldUntil = sent.heldUntil;
      const { captureNumber } = sent;
      if (captureNumber) {
        this.#undo.start(undoSeconds);
        emit(host, 'portal-order-submitted', { captureNumber });
        announce(words().t('ordering.sent_as', { number: captureNumber }));
      } else announce(words().t('ordering.asked'));
      await store.reload();
      show('edit');
    } catch (thrown) {
      this.#refused(toClientError(thrown));
    }
    this.#set(() => (this.#busy = false));
    await focusOn(host, '.capture');
  }

  #refused(fault: ClientError): void {
    const { store, refuse } = this.#desk;
    refuse(undefined);
    if (fault.code === 'prices_changed') this.#priceChange = fault.current as PriceChange;
    else if (fault.code === 'same_purchase_order') this.#samePurchaseOrder = true;
    else refuse(fault);
    if (fault.code === 'order_submitted' || fault.code === 'record_changed') void store.reload();
  }

  async #takeBack(): Promise<void> {
    const { store, call, portal, announce, words } = this.#desk;
    if (this.#busy) return;
    const { id } = store.draft!;
    this.#set(() => (this.#busy = true));
    const draft = await call(() =>
      portal().client.call('DELETE /order-drafts/:id/submission', { params: { id } }),
    );
    this.#set(() => (this.#busy = false));
    if (!draft) return void store.reload();
    store.open(draft);
    announce(words().t('ordering.taken_back'));
  }

  /** Begins an order with the lines of one that the ERP would not have. */
  async #again(): Promise<void> {
    const { store, call, portal, go } = this.#desk;
    const { order } = store.draft!;
    if (!order || this.#busy) return;
    this.#set(() => (this.#busy = true));
    const made = await call(() =>
      portal().client.call('POST /orders/:id/drafts', { params: { id: order }, body: {} }),
    );
    this.#set(() => (this.#busy = false));
    if (made) go(made);
  }
}
