import { css, html, nothing, type TemplateResult } from 'lit';
import type { FiscalGap, FiscalPack } from '#contract/fiscal-packs';
import { toClientError, type ClientError, type Portal, type PortalElement } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { saveBlob } from '../core/save.ts';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { sizeText } from '../records/uploads.ts';
import type { View } from '../records/view.ts';

export type PackDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  fault: (fault: ClientError) => TemplateResult;
  /** Whether the reader sees several customers, and may name the one it is about; number of the own one, if there is one. */
  several: () => boolean;
  own: () => string | undefined;
  onClose: () => void;
};

/** Months that are offered, the running one among them; and milliseconds a pack may take to begin. */
const [months, patience] = [24, 60_000];

/** Everything fiscal of a month in one file; what is in it and what is missing is said before. */
export class Pack {
  readonly #desk: PackDesk;
  #month = monthsBack(2)[1]!;
  #customer = '';
  #found: FiscalPack | undefined;
  #asked = '';
  #fault: ClientError | undefined;
  /** Bytes that have come of the file; undefined while none is fetched. */
  #received: number | undefined;

  constructor(desk: PackDesk) {
    this.#desk = desk;
    adopt(desk.host, packStyles);
    if (desk.own() !== undefined) void this.#look();
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    return html`<h2 class="title record-title" part="title" tabindex="-1">
        ${t('fiscal_detail.pack_title')}
      </h2>
      <div class="late">
        <p>${t('fiscal_detail.pack_lead')}</p>
        ${this.#renderForm()} ${this.#fault ? this.#desk.fault(this.#fault) : nothing}
        ${this.#renderFound()}
        <div class="actions no-print">
          ${this.#found && this.#found.documents > 0 ? this.#renderDownload(this.#found) : nothing}
          ${button({ label: t('fiscal_detail.pack_close'), onClick: this.#desk.onClose })}
        </div>
      </div>`;
  }

  #renderForm(): TemplateResult {
    const { t, format } = this.#desk.view();
    const names = new Intl.DateTimeFormat(format.region, {
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    });
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#look();
    };
    return html`<form class="pack no-print" part="form" data-of="pack" novalidate @submit=${submit}>
      ${selectField({
        id: 'pack-month',
        label: t('fiscal_detail.pack_month'),
        value: this.#month,
        options: monthsBack(months).map((month) => [month, names.format(new Date(`${month}-01`))]),
        onChange: (month) => {
          this.#month = month;
          void this.#look();
        },
      })}
      ${
        this.#desk.several()
          ? html`${textField({
              id: 'pack-customer',
              label: t('fiscal_detail.pack_customer'),
              value: this.#customer,
              maxLength: 60,
              onInput: (text) => (this.#customer = text),
            })}
            ${button({ type: 'submit', label: t('fiscal_detail.pack_look') })}`
          : nothing
      }
    </form>`;
  }

  #renderFound(): unknown {
    const { t, format } = this.#desk.view();
    if (this.#fault) return nothing;
    const found = this.#found;
    if (!found) return this.#asked ? html`<div aria-hidden="true">${bones(4)}</div>` : nothing;
    if (found.documents === 0 && found.gaps.length === 0)
      return html`<p>${t('fiscal_detail.pack_nothing')}</p>`;
    return html`<p class="pack-sum">
        ${t('fiscal_detail.pack_documents', { count: found.documents })} ·
        ${t('fiscal_detail.pack_files', { count: found.files })} · ${sizeText(found.bytes, format)}
      </p>
      ${this.#renderSums(found)} ${this.#renderGaps(found.gaps)}`;
  }

  #renderSums({ sums }: FiscalPack): unknown {
    if (sums.length === 0) return nothing;
    const view = this.#desk.view();
    const { t } = view;
    const c = columnsOf<FiscalPack['sums'][number]>(view);
    return table({
      caption: t('fiscal_detail.pack_sums'),
      columns: [
        c.text('fiscal_detail.pack_kind', (one) => t(`fiscal_detail.kind_${one.kind}`), {
          card: 'heading',
        }),
        c.text('fiscal_detail.state', (one) => t(`fiscal_detail.state_${one.state}`)),
        c.number('fiscal_detail.pack_count', (one) => one.count),
        c.money('fiscal_detail.total', (one) =>
          Number(one.total) === 0 ? null : [one.total, one.currency],
        ),
      ],
      rows: sums,
      key: (one) => `${one.kind} ${one.state} ${one.currency}`,
      wide: 'small',
    });
  }

  #renderGaps(gaps: readonly FiscalGap[]): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    if (gaps.length === 0) return notice('success', t('fiscal_detail.pack_complete'));
    const c = columnsOf<FiscalGap>(view);
    return html`<h3 class="subtitle">${t('fiscal_detail.pack_gaps')}</h3>
      ${table({
        caption: t('fiscal_detail.pack_gaps'),
        columns: [
          c.text('fiscal_detail.pack_gap', (one) => t(`fiscal_detail.gap_${one.gap}`), {
            card: 'lead',
          }),
          c.short('fiscal_detail.document', (one) => one.number || one.fiscalId, {
            card: 'heading',
          }),
          c.date('fiscal_detail.date', (one) => one.date),
          this.#desk.several() && c.wide('invoices.customer', (one) => one.customer.name),
          c.money('fiscal_detail.total', (one) =>
            Number(one.amount) === 0 ? null : [one.amount, one.currency],
          ),
        ],
        rows: gaps,
        key: (one) => `${one.gap} ${one.number} ${one.fiscalId}`,
        wide: 'small',
      })}`;
  }

  #renderDownload({ bytes }: FiscalPack): TemplateResult {
    const { t, format } = this.#desk.view();
    const received = this.#received;
    return html`${button({
      kind: 'primary',
      icon: 'download',
      label: received === undefined ? t('fiscal_detail.pack_download') : t('invoices.exporting'),
      off: received !== undefined,
      onClick: () => void this.#fetch(),
    })}
    ${
      received === undefined
        ? nothing
        : html`<progress max=${bytes} value=${received}></progress>
            <span class="quiet-text figures"
              >${t('fiscal_detail.pack_progress', { done: sizeText(received, format), all: sizeText(bytes, format) })}</span
            >`
    }`;
  }

  get #ask() {
    const customer = this.#customer.trim();
    return { month: this.#month, ...(customer && { customer }) };
  }

  async #look(): Promise<void> {
    const asked = JSON.stringify(this.#ask);
    this.#asked = asked;
    this.#found = undefined;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
    try {
      const found = await this.#desk.portal().client.call('GET /fiscal-packs', {
        query: this.#ask,
        timeout: patience,
      });
      if (this.#asked === asked) this.#found = found;
    } catch (error) {
      if (this.#asked === asked) this.#fault = toClientError(error);
    }
    this.#desk.host.requestUpdate();
  }

  async #fetch(): Promise<void> {
    const { t, format } = this.#desk.view();
    const { month } = this.#ask;
    this.#received = 0;
    this.#desk.host.requestUpdate();
    try {
      const blob = await this.#desk.portal().client.call('POST /fiscal-packs', {
        body: { ...this.#ask, locale: format.language },
        timeout: patience,
        onProgress: ({ transferredBytes }) => {
          this.#received = transferredBytes;
          this.#desk.host.requestUpdate();
        },
      });
      saveBlob(blob, `${t('invoices.export_file')}-${month}.zip`);
      this.#desk.announce(t('invoices.exported'));
    } catch (error) {
      this.#fault = toClientError(error);
    }
    this.#received = undefined;
    this.#desk.host.requestUpdate();
  }
}

/** The running month and those before it, as `yyyy-mm`. */
function monthsBack(count: number): string[] {
  const now = new Date();
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(now.getFullYear(), now.getMonth() - back, 1)).toISOString().slice(0, 7),
  );
}

const packStyles = css`
  .pack {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: calc(var(--p-space) * 3);
  }
  .pack .field {
    flex: 0 1 18em;
  }
  .pack-sum {
    margin: 0;
    font-weight: var(--p-font-weight-medium);
  }
  progress {
    inline-size: 12em;
    accent-color: var(--p-color-accent);
  }
`;
