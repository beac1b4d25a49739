import { html, nothing, type TemplateResult } from 'lit';
import type { MassSend } from '#contract/mass-send';
import { button } from '../../kit/button.ts';
import { notice } from '../../kit/notice.ts';
import { Resource } from '../../records/resource.ts';
import type { Desk } from '../desk.ts';
import { progressText } from '../run/run-words.ts';

/** Runs that are told of at once. */
const most = 5;

/** The runs that are under way or wait, above the form: whoever comes back sees them at once. */
export class OpenRuns {
  readonly #desk: Desk;
  readonly #runs: Resource<true, MassSend[]>;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#runs = new Resource(desk.host, {
      portal: desk.portal,
      may: () => !desk.run() && desk.may('statement.mass_send'),
      query: () => true as const,
      load: async (client, _, signal) =>
        (await client.call('GET /mass-sends', { query: { open: 'true', limit: most }, signal }))
          .items,
    });
  }

  reload(): void {
    this.#runs.reload();
  }

  render(): TemplateResult | typeof nothing {
    const runs = this.#runs.value ?? [];
    if (runs.length === 0) return nothing;
    const view = this.#desk.view();
    const { t } = view;
    return html`<div class="open-runs no-print">
      ${runs.map((run) =>
        notice(
          run.state === 'paused' ? 'warning' : 'info',
          html`${t(`mass_send.open_${run.state === 'paused' ? 'paused' : 'running'}`, {
            company: run.company.code,
            far: progressText(run, view),
          })}
          ${button({
            kind: 'quiet',
            label: t('mass_send.open'),
            name: `${t('mass_send.open')}: ${run.company.name}`,
            onClick: () => {
              this.#desk.onRun(run.id);
              void this.#desk.focus('.run-title');
            },
          })}`,
          run.state === 'paused' ? 'pause' : 'mail',
        ),
      )}
    </div>`;
  }
}
