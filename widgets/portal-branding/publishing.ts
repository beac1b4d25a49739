import { zoneName } from '#contract/zone-words';
import { html, nothing, type TemplateResult } from 'lit';
import type { BrandVersion } from '#contract/branding';
import { formatInstant, today, toClientError } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dayField } from '../kit/day-field.ts';
import { isDay } from '../kit/day-text.ts';
import { selectField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { Download } from '../records/download.ts';
import { Resource } from '../records/resource.ts';
import { dayTexts } from '../records/view.ts';
import type { Desk } from './desk.ts';

/** Every half of an hour, `hh:mm`. */
const times = Array.from(
  { length: 48 },
  (_, half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`,
);
/** A time as the reader's region writes it. */
const clock = (time: string, region: string): string =>
  new Date(`2000-01-01T${time}Z`).toLocaleTimeString(region, {
    timeStyle: 'short',
    timeZone: 'UTC',
  });

/** Publishes now or at a time to come, and shows what was published. */
export class Publishing {
  readonly #desk: Desk;
  readonly #versions: Resource<true, BrandVersion[]>;
  readonly #download: Download;
  #busy = false;
  #day = '';
  #time = '00:00';
  #done = '';
  #fault = '';

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#versions = new Resource(desk.host, {
      portal: desk.portal,
      query: () => true as const,
      load: async (client, _, signal) =>
        (await client.call('GET /branding-versions', { signal })).items,
    });
    this.#download = new Download(desk.host, {
      portal: desk.portal,
      onDone: () => {},
      onFault: desk.onFault,
    });
  }

  reload(): void {
    this.#versions.reload();
  }

  render(): TemplateResult {
    const { t, format } = this.#desk.view();
    const { editor } = this.#desk;
    const { timeZone = 'UTC' } = this.#desk.portal().tenant ?? {};
    const faults = editor.faults.length;
    const off = this.#busy || !editor.changed || faults > 0;
    return html`<section class="publish" part="group" aria-label=${t('branding.publish_title')}>
      ${this.#fault ? notice('danger', this.#fault) : nothing}
      ${this.#done ? notice('success', this.#done) : nothing}
      ${faults > 0 ? notice('warning', t('branding.cannot', { count: faults })) : nothing}
      <div class="at">
        ${dayField({
          id: 'publish-day',
          label: t('branding.at'),
          texts: dayTexts(this.#desk.view()),
          value: this.#day,
          min: today(timeZone),
          error: undefined,
          hint: t('branding.at_hint', { zone: zoneName(timeZone, this.#desk.view().format) }),
          onChange: (day) => this.#set({ day }),
        })}
        ${selectField({
          id: 'publish-time',
          label: t('branding.time'),
          value: this.#time,
          options: times.map((time) => [time, clock(time, format.region)] as const),
          onChange: (time) => this.#set({ time }),
        })}
      </div>
      <div class="actions">
        ${button({
          label: t('branding.discard'),
          off: this.#busy || !editor.changed,
          onClick: () => void this.#discard(),
        })}
        ${button({
          label: t('branding.schedule'),
          icon: 'clock',
          off: off || !isDay(this.#day),
          onClick: () => void this.#publish(isDay(this.#day) ? `${this.#day}T${this.#time}` : ''),
        })}
      </div>
      <div class="actions">
        ${button({
          kind: 'quiet',
          label: t('branding.export'),
          icon: 'download',
          onClick: () => void this.#export(),
        })}
        <span class="file">
          <input
            type="file"
            accept="application/json,.json"
            aria-label=${t('branding.import')}
            @change=${(event: Event) => void this.#import(event.target as HTMLInputElement)}
          />
          <span class="button quiet" aria-hidden="true">${t('branding.import')}</span>
        </span>
      </div>
      ${this.#renderHistory()}
    </section>`;
  }

  /** The one button of the view, beside its title. */
  button(): TemplateResult {
    const { t } = this.#desk.view();
    const { editor } = this.#desk;
    return button({
      kind: 'primary',
      label: t(this.#busy ? 'branding.publishing' : 'branding.publish'),
      off: this.#busy || !editor.changed || editor.faults.length > 0,
      onClick: () => void this.#publish(null),
    });
  }

  #renderHistory(): TemplateResult {
    const { t, format } = this.#desk.view();
    const { timeZone } = this.#desk.portal().tenant ?? {};
    const when = (instant: string) => formatInstant(instant, format, timeZone);
    const names = new Intl.ListFormat(format.region);
    return html`<h3 class="subtitle">${t('branding.history')}</h3>
      <ol class="history" role="list">
        ${(this.#versions.last ?? []).map(
          (version) =>
            html`<li>
              <span class="history-text">
                <strong>${when(version.holdsAt)}</strong>
                ${
                  version.state === 'past'
                    ? nothing
                    : badge(
                        version.state === 'current' ? 'success' : 'info',
                        version.state === 'current' ? 'check' : 'clock',
                        t(`branding.state_${version.state}`),
                      )
                }
                <small
                  >${version.by.name ?? t('branding.operator')} ·
                  ${
                    version.changes.length > 0
                      ? names.format(version.changes.map((part) => t(`branding.part_${part}`)))
                      : t('branding.no_change')
                  }</small
                >
              </span>
              <span class="actions">
                ${
                  version.state === 'past'
                    ? nothing
                    : button({
                        kind: 'quiet',
                        label: t(version.state === 'current' ? 'branding.undo' : 'branding.cancel'),
                        name: `${t(version.state === 'current' ? 'branding.undo' : 'branding.cancel')}: ${when(version.holdsAt)}`,
                        onClick: () => void this.#undo(version),
                      })
                }
                ${button({
                  kind: 'quiet',
                  label: t('branding.restore'),
                  name: `${t('branding.restore')}: ${when(version.holdsAt)}`,
                  onClick: () => void this.#restore(version),
                })}
              </span>
            </li>`,
        )}
      </ol>`;
  }

  async #publish(at: string | null): Promise<void> {
    const { editor } = this.#desk;
    if (this.#busy || !editor.changed || editor.faults.length > 0 || at === '') return;
    const { t } = this.#desk.view();
    await this.#run(async () => {
      const version = await editor.act((client, number) =>
        client.call('POST /branding-draft/publication', { body: { version: number, at } }),
      );
      if (!version) return;
      this.#set({ day: '' });
      await this.#renew();
      this.#say(t(version.state === 'scheduled' ? 'branding.scheduled' : 'branding.published'));
    });
  }

  #undo = (version: BrandVersion): Promise<void> =>
    this.#run(async () => {
      await this.#desk.portal().client.call('POST /branding-versions/:id/undo', {
        params: { id: version.id },
        body: {},
      });
      await this.#renew();
      const { t } = this.#desk.view();
      this.#say(t(version.state === 'current' ? 'branding.undone' : 'branding.cancelled'));
    });

  #restore = (version: BrandVersion): Promise<void> =>
    this.#run(async () => {
      const draft = await this.#desk.editor.act((client, number) =>
        client.call('POST /branding-versions/:id/restoration', {
          params: { id: version.id },
          body: { version: number },
        }),
      );
      if (!draft) return;
      this.#desk.editor.take(draft);
      this.#say(this.#desk.view().t('branding.restored'));
    });

  #discard(): Promise<void> {
    if (!this.#desk.editor.changed) return Promise.resolve();
    return this.#run(async () => {
      this.#desk.editor.take(await this.#desk.portal().client.call('DELETE /branding-draft', {}));
      this.#say(this.#desk.view().t('branding.discarded'));
    });
  }

  #export = (): Promise<void> =>
    this.#download.save(`${this.#desk.portal().slug}.tokens.json`, async () => {
      await this.#desk.editor.flush();
      return this.#desk.portal().client.call('GET /branding-draft/tokens', {});
    });

  async #import(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    const { t } = this.#desk.view();
    await this.#run(async () => {
      let tokens: Record<string, never>;
      try {
        tokens = JSON.parse(await file.text()) as Record<string, never>;
      } catch {
        return this.#set({ fault: t('branding.no_json') });
      }
      const draft = await this.#desk.editor.act((client, version) =>
        client.call('PUT /branding-draft/tokens', { body: { version, tokens } }),
      );
      if (!draft) return;
      this.#desk.editor.take(draft);
      this.#say(t('branding.imported'));
    });
  }

  /** What holds is another now: for the draft, the history and the page around. */
  async #renew(): Promise<void> {
    const { editor, portal } = this.#desk;
    editor.take(await portal().client.call('GET /branding-draft', {}));
    this.#versions.reload();
    this.#desk.onPublished();
  }

  async #run(work: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#set({ busy: true, done: '', fault: '' });
    try {
      await work();
      const { fault, errors } = this.#desk.editor;
      if (fault && fault.code !== 'record_changed') {
        const { t } = this.#desk.view();
        const [first] = errors;
        const more =
          first &&
          `${first.path}: ${t(`rule.${first.rule}` as 'rule.required', first.params as never)}`;
        this.#set({ fault: [t(`error.${fault.code}`), more].filter(Boolean).join(' ') });
      }
    } catch (error) {
      const fault = toClientError(error);
      this.#desk.onFault(fault);
      this.#set({ fault: this.#desk.view().t(`error.${fault.code}`) });
    } finally {
      this.#set({ busy: false });
    }
  }

  #say(text: string): void {
    this.#set({ done: text });
    this.#desk.announce(text);
  }

  #set(change: {
    busy?: boolean;
    day?: string;
    time?: string;
    done?: string;
    fault?: string;
  }): void {
    this.#busy = change.busy ?? this.#busy;
    this.#day = change.day ?? this.#day;
    this.#time = change.time ?? this.#time;
    this.#done = change.done ?? this.#done;
    this.#fault = change.fault ?? this.#fault;
    this.#desk.host.requestUpdate();
  }
}
