import { html, nothing, type TemplateResult } from 'lit';
import type { StatusCode } from '#contract/erp-data';
import { orderStatuses, type OrderStatus } from '#contract/order-words';
import { statusKinds, type StatusKind } from '#contract/settings-words';
import { shipmentStatuses, type ShipmentStatus } from '#contract/shipment-words';
import { formatInstant } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { select, selectField, textField } from '../kit/field.ts';
import { table, type Column } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { Card, part } from './card.ts';
import type { Desk } from './desk.ts';

type Status = NonNullable<StatusCode['status']>;
type Codes = { items: StatusCode[] };
/** What is to become of a code: another meaning, or none. */
type Question = { code: StatusCode; to: Status | null };
const keyOf = ({ kind, code }: Pick<StatusCode, 'kind' | 'code'>) => `${kind} ${code}`;
const noCode = { kind: 'order' as StatusKind, code: '', status: '' as Status | '' };

/** What the ERP's status codes mean here, those without a meaning first. */
export class StatusesCard extends Card<Codes> {
  /** What was chosen and not saved yet, by code. */
  readonly #chosen = new Map<string, Status>();
  #newCode = noCode;
  #asking: Question | undefined;

  constructor(desk: Desk) {
    super(desk, {
      name: 'statuses',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/statuses', { signal }),
    });
    adopt(desk.host, dialogStyles);
  }

  protected forget(): void {
    this.#chosen.clear();
    this.#newCode = noCode;
    this.#asking = undefined;
  }

  protected content({ items }: Codes): TemplateResult {
    const { t } = this.view;
    const unmapped = items.filter(({ status }) => status === null);
    const mapped = items.filter(({ status }) => status !== null);
    return html`
      ${
        unmapped.length > 0
          ? part(
              t('settings.codes_unmapped'),
              t('settings.codes_unmapped_text'),
              this.#renderTable(t('settings.codes_unmapped'), unmapped),
            )
          : nothing
      }
      ${part(
        t('settings.codes_mapped'),
        t(mapped.length > 0 ? 'settings.codes_mapped_text' : 'settings.codes_none'),
        mapped.length > 0 ? this.#renderTable(t('settings.codes_mapped'), mapped) : nothing,
      )}
      ${part(t('settings.code_add'), '', this.#renderAdd())}
      ${this.#asking ? this.#renderQuestion(this.#asking) : nothing}
    `;
  }

  #renderTable(caption: string, rows: readonly StatusCode[]): TemplateResult {
    const { view } = this;
    const { t, format } = view;
    const c = columnsOf<StatusCode>(view);
    const refused: Column<StatusCode>[] = [
      c.text('settings.code_last', ({ refused: one }) =>
        one
          ? html`<span class="figures">${formatInstant(one.lastAt, format)}</span><br /><small
                >${t('settings.code_refused', { count: one.times, number: one.times })}</small
              >`
          : null,
      ),
    ];
    const isMapped = rows[0]?.status !== null;
    return table({
      caption,
      columns: [
        c.short('settings.code', ({ code }) => html`<span class="code">${code}</span>`, {
          card: 'heading',
        }),
        c.text('settings.code_kind', ({ kind }) => t(`settings.kind_${kind}`)),
        ...(isMapped ? [] : refused),
        c.text('settings.code_status', (code) => this.#renderChoice(code)),
        c.number('settings.code_orders', (code) => (code.orders ? this.#countOf(code) : null)),
        c.action('settings.save', (code) => this.#renderActs(code)),
      ],
      rows,
      key: keyOf,
      wide: 'medium',
    });
  }

  #renderChoice(code: StatusCode): TemplateResult {
    const { t } = this.view;
    const chosen = this.#chosen.get(keyOf(code)) ?? code.status ?? '';
    const id = `meaning-${encodeURIComponent(keyOf(code))}`;
    return html`<label class="visually-hidden" for=${id}
        >${t('settings.code_named', { code: code.code, kind: t(`settings.kind_${code.kind}`) })}</label
      >${select({
        id,
        name: id,
        value: chosen,
        options: this.#options(code.kind, code.status === null),
        onChange: (value) =>
          this.set(() => {
            if (value === '' || value === code.status) this.#chosen.delete(keyOf(code));
            else this.#chosen.set(keyOf(code), value as Status);
          }),
      })}`;
  }

  /** What customers read of a status. */
  #word(kind: StatusKind, status: Status): string {
    const { t } = this.view;
    return kind === 'shipment'
      ? t(`settings.shipment_status_${status as ShipmentStatus}`)
      : t(`status.${status as OrderStatus}`);
  }

  #options(kind: StatusKind, open: boolean): (readonly [string, string])[] {
    const { t } = this.view;
    const words: readonly Status[] = kind === 'shipment' ? shipmentStatuses : orderStatuses;
    const all = words.map((status) => [status, this.#word(kind, status)] as const);
    return open ? [['', t('settings.code_choose')], ...all] : all;
  }

  #renderActs(code: StatusCode): TemplateResult {
    const { t } = this.view;
    const to = this.#chosen.get(keyOf(code));
    if (to !== undefined)
      return button({
        label: t('settings.save'),
        name: t('settings.code_save_named', { code: code.code }),
        off: this.busy,
        onClick: () => this.#ask(code, to),
      });
    if (code.status === null) return html``;
    return button({
      kind: 'quiet',
      label: t('settings.code_remove'),
      name: t('settings.code_remove_named', { code: code.code }),
      off: this.busy,
      onClick: () => this.set(() => (this.#asking = { code, to: null })),
    });
  }

  /** A first meaning is said at once; what customers see changing is asked for. */
  #ask(code: StatusCode, to: Status): void {
    if (code.status === null) void this.#save(code, to);
    else this.set(() => (this.#asking = { code, to }));
  }

  #countOf({ orders }: StatusCode): string {
    const { t, format } = this.view;
    const number = new Intl.NumberFormat(format.region).format(orders?.count ?? 0);
    return orders?.more ? t('settings.code_more', { number }) : number;
  }

  /** How many orders a change is for, in words. */
  #effectOf({ orders, kind }: StatusCode): string {
    const { t, format } = this.view;
    if (kind === 'item' || !orders) return t('settings.items_with');
    const number = new Intl.NumberFormat(format.region).format(orders.count);
    if (kind === 'shipment') return t('settings.shipments_with', { number });
    return orders.more
      ? t('settings.orders_over', { number })
      : t('settings.orders', { count: orders.count, number });
  }

  #renderQuestion({ code, to }: Question): TemplateResult {
    const { t } = this.view;
    const word = (status: Status | null) => (status ? this.#word(code.kind, status) : '');
    const before = word(code.status);
    const orders = this.#effectOf(code);
    return dialog({
      title: t(to ? 'settings.ask_change_title' : 'settings.ask_code_title', { code: code.code }),
      content: html`<p>
        ${
          to
            ? t('settings.ask_change', { orders, before, after: word(to) })
            : t('settings.ask_code', { status: before })
        }
      </p>`,
      submit: t(to ? 'settings.change' : 'settings.code_remove'),
      danger: !to,
      cancel: t('settings.cancel'),
      onSubmit: () => {
        void (to ? this.#save(code, to) : this.#remove(code));
        return true;
      },
      onClose: () => this.set(() => (this.#asking = undefined)),
    });
  }

  #renderAdd(): TemplateResult {
    const { t } = this.view;
    const { kind, code, status } = this.#newCode;
    const put = (change: Partial<typeof noCode>) =>
      this.set(() => (this.#newCode = { ...this.#newCode, ...change }));
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#submitCode();
    };
    return html`<form class="form" part="form" data-of="code" novalidate @submit=${submit}>
      <div class="pair">
        ${textField({
          id: 'code',
          label: t('settings.code'),
          value: code,
          error: this.problems.code,
          required: true,
          maxLength: 60,
          onInput: (value) => put({ code: value }),
        })}
        ${selectField({
          id: 'kind',
          label: t('settings.code_kind'),
          value: kind,
          options: statusKinds.map((one) => [one, t(`settings.kind_${one}`)] as const),
          // What the other kind may be, this one may not.
          onChange: (value) => put({ kind: value as StatusKind, status: '' }),
        })}
        ${selectField({
          id: 'status',
          label: t('settings.code_status'),
          value: status,
          options: this.#options(kind, true),
          error: this.problems.status,
          onChange: (value) => put({ status: value as Status | '' }),
        })}
      </div>
      <div class="actions">
        ${button({ type: 'submit', label: t('settings.code_add'), off: this.busy })}
      </div>
    </form>`;
  }

  async #submitCode(): Promise<void> {
    const { kind, status } = this.#newCode;
    const code = this.#newCode.code.trim();
    const { t } = this.view;
    if (!code || !status) {
      const problem = t('rule.required');
      this.set(() => (this.problems = code ? { status: problem } : { code: problem }));
      return this.desk.focus(code ? '#status' : '#code');
    }
    const known = this.value?.items.find(
      (one) => one.kind === kind && one.code.toUpperCase() === code.toUpperCase(),
    );
    const done = await this.#save(
      known ?? { kind, code, status: null, orders: null, refused: null },
      status,
    );
    if (done) this.set(() => (this.#newCode = noCode));
  }

  async #save({ kind, code, status: was }: StatusCode, status: Status): Promise<boolean> {
    const done = await this.act(async () => {
      this.take(
        await this.client.call('PUT /settings/statuses', { body: { kind, code, status, was } }),
      );
      this.#chosen.delete(keyOf({ kind, code }));
    });
    if (!done) return false;
    const { t } = this.view;
    this.say('success', t('settings.code_saved', { code, status: this.#word(kind, status) }));
    await this.desk.focus('.card-title');
    return true;
  }

  async #remove({ kind, code, status: was }: StatusCode): Promise<void> {
    if (was === null) return;
    const done = await this.act(async () =>
      this.take(
        await this.client.call('POST /settings/status-removals', { body: { kind, code, was } }),
      ),
    );
    if (!done) return;
    this.say('success', this.view.t('settings.code_removed', { code }));
    await this.desk.focus('.card-title');
  }
}
