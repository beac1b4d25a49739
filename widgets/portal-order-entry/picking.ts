import { html, nothing, type TemplateResult } from 'lit';
import type { OrderLine } from '#contract/order-entry';
import { formatQuantity } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { panel } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { Resource } from '../records/resource.ts';
import { described } from '../records/view.ts';
import type { Desk, Late } from './desk.ts';
import { typedQuantity } from './sheet.ts';

type Pickable = {
  key: string;
  number: string;
  descriptions: NonNullable<OrderLine['found']>['descriptions'];
  /** How much of it was ordered; null where that is to be typed. */
  quantity: string | null;
  unit: string;
  /** In how many orders it was. */
  orders: number | null;
};

type Options = {
  /** The order that is ordered again; empty picks from what is usually ordered. */
  order: () => string;
};

/** Lines to pick: of an earlier order, or of what a customer usually orders. */
export class Picking implements Late {
  readonly #desk: Desk;
  readonly #order: () => string;
  readonly #found: Resource<string, Pickable[]>;
  /** What is ticked, and how much of it was typed. */
  #picked: Map<string, string> | undefined;

  constructor(desk: Desk, { order }: Options) {
    this.#desk = desk;
    this.#order = order;
    this.#found = new Resource(desk.host, {
      portal: desk.portal,
      may: () => desk.allows('orders.create'),
      query: () => order() || 'usual',
      load: (_client, query, signal) =>
        query === 'usual' ? this.#loadUsual(signal) : this.#loadOrder(query, signal),
      onValue: () => this.clear(),
    });
  }

  async #loadUsual(signal: AbortSignal): Promise<Pickable[]> {
    const { items } = await this.#desk.portal().client.call('GET /usual-materials', { signal });
    return items.map(({ material, orders }) => ({
      key: material.id,
      number: material.number,
      descriptions: material.descriptions,
      quantity: null,
      unit: material.units[0] ?? '',
      orders,
    }));
  }

  async #loadOrder(id: string, signal: AbortSignal): Promise<Pickable[]> {
    const { client } = this.#desk.portal();
    const { items } = await client.call('GET /orders/:id', { params: { id }, signal });
    return items.map(({ position, material, descriptions, quantity, unit }) => ({
      key: position,
      number: material ?? '',
      descriptions,
      quantity,
      unit,
      orders: null,
    }));
  }

  reload(): void {
    this.#found.reload();
  }

  clear(): void {
    this.#picked = undefined;
  }

  render(): TemplateResult {
    const { words, show } = this.#desk;
    const { t } = words();
    const again = this.#order() !== '';
    const { value, fault } = this.#found;
    if (fault)
      return panel({
        icon: 'alert',
        title: t('common.error_title'),
        text: t(`error.${fault.code}`),
        action: button({ label: t('common.retry'), onClick: () => this.reload() }),
      });
    if (!value) return html`${bones(8)}`;
    const picked = this.#pickedOf(value);
    return html`<section aria-labelledby="pick-title">
      <h3 id="pick-title" class="record-title" tabindex="-1">
        ${t(again ? 'ordering.again_title' : 'ordering.usual')}
      </h3>
      <p class="muted">${t(again ? 'ordering.again_text' : 'ordering.usual_text')}</p>
      ${value.length === 0 ? html`<p>${t('ordering.usual_none')}</p>` : this.#renderTable(value, picked)}
      <div class="actions">
        ${button({
          kind: 'primary',
          label: again
            ? t('ordering.again_order', { count: picked.size })
            : t('ordering.add_rows', { count: picked.size }),
          off: picked.size === 0 || this.#desk.isBusy(),
          onClick: () => picked.size > 0 && void this.#take(value, picked),
        })}
        ${again ? nothing : button({ label: t('ordering.cancel'), onClick: () => show('edit') })}
      </div>
    </section>`;
  }

  /** All of an order are ticked, until somebody unticks one; of what is usual none. */
  #pickedOf(rows: readonly Pickable[]): Map<string, string> {
    this.#picked ??= new Map(
      this.#order() ? rows.map(({ key, quantity }) => [key, quantity ?? '']) : [],
    );
    return this.#picked;
  }

  #set(key: string, quantity: string | undefined): void {
    if (quantity === undefined) this.#picked?.delete(key);
    else this.#picked?.set(key, quantity);
    this.#desk.host.requestUpdate();
  }

  #renderTable(rows: readonly Pickable[], picked: ReadonlyMap<string, string>): TemplateResult {
    const { t } = this.#desk.words();
    return html`<table class="table sheet pick" part="table">
      <caption class="visually-hidden">
        ${t('ordering.lines')}
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">${t('ordering.pick')}</span></th>
          <th scope="col">${t('ordering.material')}</th>
          <th scope="col">${t('ordering.description')}</th>
          <th scope="col" class="number">${t('ordering.quantity')}</th>
          <th scope="col">${t('ordering.unit')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => this.#renderRow(row, picked.get(row.key)))}
      </tbody>
    </table>`;
  }

  #renderRow(row: Pickable, picked: string | undefined): TemplateResult {
    const view = this.#desk.words();
    const { t, format } = view;
    const { key, number, quantity, unit, orders } = row;
    return html`<tr part="line">
      <td class="cell-pick">
        <input
          type="checkbox"
          aria-label=${t('ordering.pick_of', { number })}
          .checked=${picked !== undefined}
          @change=${(event: Event) => this.#set(key, (event.target as HTMLInputElement).checked ? (picked ?? quantity ?? '1') : undefined)}
        />
      </td>
      <td data-label=${t('ordering.material')}>${number}</td>
      <td class="cell-description" data-label=${t('ordering.description')}>
        ${described(row, view)}
        ${orders === null ? nothing : html`<small>${t('ordering.usual_orders', { count: orders })}</small>`}
      </td>
      <td class="number cell-quantity" data-label=${t('ordering.quantity')}>
        ${
          quantity === null
            ? html`<input
                class="input number"
                part="input"
                inputmode="decimal"
                aria-label=${t('ordering.quantity_for', { number })}
                .value=${picked === undefined ? '' : /^\d+(\.\d+)?$/.test(picked) ? formatQuantity(picked, format) : picked}
                @change=${(event: Event) => {
                  const text = (event.target as HTMLInputElement).value.trim();
                  this.#set(key, text ? typedQuantity(text, view).quantity : undefined);
                }}
              />`
            : formatQuantity(quantity, format)
        }
      </td>
      <td data-label=${t('ordering.unit')}>${unit}</td>
    </tr>`;
  }

  async #take(rows: readonly Pickable[], picked: ReadonlyMap<string, string>): Promise<void> {
    const { portal, call, go, store, announce, words, show } = this.#desk;
    const id = this.#order();
    if (id) {
      const positions = picked.size === rows.length ? {} : { positions: [...picked.keys()] };
      const made = await call(() =>
        portal().client.call('POST /orders/:id/drafts', { params: { id }, body: positions }),
      );
      if (made) go(made);
      return;
    }
    const chosen = rows.filter(({ key }) => picked.has(key));
    store.add(
      chosen.map(({ key, number, unit }) => ({
        material: number,
        materialId: null,
        quantity: picked.get(key)!,
        unit,
      })),
    );
    announce(words().t('ordering.added', { count: chosen.length }));
    this.clear();
    show('edit');
  }
}
