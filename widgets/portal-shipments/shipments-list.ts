import { html, nothing, type TemplateResult } from 'lit';
import type { ShipmentGroup, ShipmentSort, ShipmentSortField } from '#contract/shipment-words';
import type { ShipmentRow } from '#contract/shipments';
import { icon } from '../kit/icons.ts';
import { columnsOf, sorting } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { dash, type View } from '../records/view.ts';
import type { Figures } from './shipments-data.ts';
import { arrivalText, freeText, modeIcons, routeText, statusBadge } from './shipment-view.ts';

export type ShipmentsTableOptions = {
  view: View;
  sort: string;
  /** Show the customer column. */
  customers: boolean;
  rows: readonly ShipmentRow[];
  /** The number of a shipment as a link, and what opens it. */
  link: (row: ShipmentRow) => TemplateResult;
  opener: (row: ShipmentRow) => TemplateResult;
  onOpen: (row: ShipmentRow, event: MouseEvent) => void;
  onSort: (sort: ShipmentSort) => void;
};

/** The shipments that were found, one a row. */
export function shipmentsTable(options: ShipmentsTableOptions): ListTable<ShipmentRow> {
  const { view, rows, link } = options;
  const { t } = view;
  const c = columnsOf<ShipmentRow, ShipmentSortField>(
    view,
    sorting<ShipmentSortField>(options.sort, options.onSort),
  );
  return {
    caption: t('shipments.title'),
    columns: [
      c.short(
        'shipments.number',
        (row) =>
          html`<span class="stacked"
            >${link(row)}${row.reference ? html`<small>${row.reference}</small>` : nothing}</span
          >`,
        { card: 'heading', sort: 'number' },
      ),
      options.customers &&
        c.wide(
          'shipments.customer',
          ({ customer }) => html`${customer.name} <small>${customer.number}</small>`,
        ),
      c.text('shipments.operation', (row) => operationText(row, view), { card: 'small' }),
      c.wide('shipments.route', (row) => routeText(row, view, 'short'), { card: 'broad' }),
      rows.some(({ containers }) => containers.count > 0) &&
        c.short('shipments.containers', (row) => containersText(row, view), { card: 'small' }),
      c.text('shipments.eta', (row) => arrivalText(row, view), { card: 'figure', sort: 'eta' }),
      c.text('shipments.status', (row) => statusBadge(row, view), { card: 'trail' }),
      rows.some(({ freeDays }) => freeDays !== null) &&
        c.text('shipments.free', (row) => freeText(row, view), { card: 'small' }),
      c.action('shipments.view', options.opener),
    ],
    key: (row) => row.id,
    wide: 'large',
    onRow: options.onOpen,
  };
}

const operationText = ({ operation, mode }: ShipmentRow, { t }: View): TemplateResult =>
  html`<span class="operation"
    >${icon(modeIcons[mode])}<span
      ><span class="hidden">${t(`shipments.mode_${mode}`)}, </span>${t(
        `shipments.operation_${operation}`,
      )}</span
    ></span
  >`;

function containersText({ containers }: ShipmentRow, { t }: View): TemplateResult | string {
  const { count, first } = containers;
  if (count === 0 || first === null) return dash;
  return html`<span class="stacked"
    >${first}${count > 1 ? html`<small>${t('shipments.more', { count: count - 1 })}</small>` : nothing}</span
  >`;
}

/** The groups that people look at first, each with how many are in it. */
const figureGroups = ['in_transit', 'in_customs', 'arriving', 'clock'] as const;

/** Four figures above the list; pressing one narrows the list to it, and again to all. */
export function figureBar(
  figures: Figures | undefined,
  group: string,
  { t }: View,
  onGroup: (group: ShipmentGroup | '') => void,
): TemplateResult {
  return html`<div class="counts no-print" role="group" aria-label=${t('shipments.figures')}>
    ${figureGroups.map((one) => {
      const figure = figures?.[one];
      const number = figure ? `${figure.count}${figure.more ? '+' : ''}` : '·';
      return html`<button
        class="count ${one === 'clock' && figure && figure.count > 0 ? 'pressing' : ''}"
        type="button"
        aria-pressed=${group === one ? 'true' : 'false'}
        @click=${() => onGroup(group === one ? '' : one)}
      >
        <strong class="figures">${number}</strong><span>${t(`shipments.group_${one}`)}</span>
      </button>`;
    })}
  </div>`;
}
