import { html, nothing, type TemplateResult } from 'lit';
import type { Intake, Rejection } from '#contract/erp-data';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import { unkept, type IntakeState } from '#contract/settings-words';
import { formatInstant, type TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import type { IconName } from '../kit/icons.ts';
import { notice, type Tone } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { Download } from '../records/download.ts';
import { listSkeleton } from '../records/listing.ts';
import { Resource } from '../records/resource.ts';
import { timeAgo } from '../records/time.ts';
import { Card } from './card.ts';
import type { Desk } from './desk.ts';

const looks: Record<IntakeState, [Tone, IconName]> = {
  ok: ['success', 'check'],
  late: ['warning', 'clock'],
  mute: ['danger', 'alert'],
  new: ['neutral', 'info'],
  never: ['neutral', 'dot'],
};
const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** A length of time in its largest unit, as `15 minutos`. @param seconds a minute at least is told */
export function lengthOf(seconds: number, region: string): string {
  const [unit, size] = units.find(([, least]) => seconds >= least) ?? ['minute', 60];
  const number = Math.max(1, Math.round(seconds / size));
  return new Intl.NumberFormat(region, { style: 'unit', unit, unitDisplay: 'long' }).format(number);
}

/** What came of the ERP, entity by entity, and the records that were refused. */
export class ErpCard extends Card<Intake[]> {
  readonly #rejections: Resource<SyncEntity, Rejection[]>;
  readonly #download: Download;

  constructor(desk: Desk) {
    super(desk, {
      name: 'erp',
      permission: 'settings.manage',
      load: async (client, signal) => (await client.call('GET /settings/erp', { signal })).items,
    });
    this.#rejections = new Resource(desk.host, {
      portal: desk.portal,
      query: () => (desk.isOpen('erp') ? this.#entity : undefined),
      load: async (client, entity, signal) =>
        (await client.call('GET /settings/erp/rejections', { query: { entity }, signal })).items,
    });
    this.#download = new Download(desk.host, {
      portal: desk.portal,
      onDone: () => {},
      onFault: (fault) => {
        this.say('danger', this.view.t(`error.${fault.code}`));
        desk.onFault(fault);
      },
    });
  }

  get #entity(): SyncEntity | undefined {
    return syncEntities.find((entity) => entity === this.desk.entity());
  }

  protected forget(): void {}

  override reload(): void {
    super.reload();
    this.#rejections.reload();
  }

  protected content(items: Intake[]): TemplateResult {
    const entity = this.#entity;
    return entity ? this.#renderRejections(entity) : this.#renderIntake(items);
  }

  #renderIntake(items: readonly Intake[]): TemplateResult {
    const { view } = this;
    const { t, format } = view;
    const { region } = format;
    const number = new Intl.NumberFormat(region);
    const c = columnsOf<Intake>(view);
    // What never came is no news; it stands below.
    const rows = [
      ...items.filter(({ state }) => state !== 'never'),
      ...items.filter(({ state }) => state === 'never'),
    ];
    return html`<div class="part">
      <p class="about">${t('settings.erp_rhythm')}</p>
      ${table({
        caption: t('settings.erp'),
        columns: [
          c.wide('settings.erp_entity', ({ entity }) => this.#nameOf(entity), { card: 'heading' }),
          c.text('settings.erp_state', ({ state }) => {
            const [tone, icon] = looks[state];
            return badge(tone, icon, t(`settings.intake_${state}`), `badge-${state}`);
          }),
          c.text('settings.erp_last', ({ lastAt }) =>
            lastAt
              ? html`<span title=${formatInstant(lastAt, format)}>${timeAgo(lastAt, format)}</span>`
              : null,
          ),
          c.text('settings.erp_usual', ({ usualSeconds }) =>
            usualSeconds === null
              ? null
              : t('settings.erp_every', { time: lengthOf(usualSeconds, region) }),
          ),
          c.number('settings.erp_records', ({ records, state }) =>
            state === 'never' ? null : number.format(records),
          ),
          c.number('settings.erp_rejected', ({ rejected, state }) =>
            state === 'never' ? null : number.format(rejected),
          ),
          c.action('settings.erp_view', ({ entity, state }) =>
            state === 'never'
              ? nothing
              : button({
                  kind: 'quiet',
                  label: t('settings.erp_view'),
                  name: t('settings.erp_view_named', { entity: this.#nameOf(entity) }),
                  onClick: () => this.#go(entity),
                }),
          ),
        ],
        rows,
        key: ({ entity }) => entity,
        wide: 'medium',
      })}
    </div>`;
  }

  #renderRejections(entity: SyncEntity): TemplateResult {
    const { t } = this.view;
    const { value, fault } = this.#rejections;
    return html`<div class="part">
      ${button({
        kind: 'quiet',
        label: t('settings.erp_back'),
        icon: 'back',
        onClick: () => this.#go(''),
      })}
      <h4 class="part-title" tabindex="-1">
        ${t('settings.rejections', { entity: this.#nameOf(entity) })}
      </h4>
      <p class="about">${t('settings.rejections_text')}</p>
      ${
        fault
          ? notice('danger', t(`error.${fault.code}`))
          : !value
            ? listSkeleton(5)
            : value.length === 0
              ? html`<p class="quiet-text">${t('settings.rejections_none')}</p>`
              : html`${this.#renderFiles(entity)} ${this.#renderTable(value)}`
      }
    </div>`;
  }

  #renderFiles(entity: SyncEntity): TemplateResult {
    const { t, format } = this.view;
    const name = t('settings.rejections_file', { entity: this.#nameOf(entity) });
    const query = { entity, locale: format.language };
    const file = (label: string, ending: string, fetch: () => Promise<Blob>) =>
      button({
        label,
        icon: 'download',
        off: this.#download.busy !== '',
        onClick: () => void this.#download.save(`${name}.${ending}`, fetch),
      });
    return html`<div class="actions">
      ${file('CSV', 'csv', () => this.client.call('GET /exports/rejections/csv', { query }))}
      ${file('Excel', 'xlsx', () => this.client.call('GET /exports/rejections/xlsx', { query }))}
    </div>`;
  }

  #renderTable(items: readonly Rejection[]): TemplateResult {
    const { view } = this;
    const { t, format } = view;
    const c = columnsOf<Rejection>(view);
    return table({
      caption: t('settings.rejections_file', { entity: this.#nameOf(this.#entity ?? 'orders') }),
      columns: [
        c.wide(
          'settings.rejection_key',
          ({ key }) =>
            key === null
              ? html`<span class="quiet-text">${t('settings.rejection_no_key')}</span>`
              : html`<span class="code">${key}</span>`,
          { card: 'heading' },
        ),
        c.wide('settings.rejection_rule', ({ errors }) =>
          errors.map(
            ({ path, rule, bounds }) =>
              html`<div>
                <span class="code">${path || t('settings.rejection_whole')}</span>:
                ${t(`rule.${rule}` as TextKey, { ...unkept, ...bounds })}
              </div>`,
          ),
        ),
        c.text(
          'settings.rejection_at',
          ({ at }) => html`<span class="figures">${formatInstant(at, format)}</span>`,
        ),
      ],
      rows: items,
      key: ({ at, key, errors }) => JSON.stringify([at, key, errors]),
      wide: 'small',
    });
  }

  #nameOf(entity: SyncEntity): string {
    return this.view.t(`settings.entity_${entity}` as TextKey);
  }

  #go(entity: SyncEntity | ''): void {
    this.desk.onEntity(entity);
    void this.desk.focus(entity ? '.part-title' : '.card-title');
  }
}
