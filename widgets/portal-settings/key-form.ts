import { html, nothing, type TemplateResult } from 'lit';
import type { KeyPermission } from '#contract/permissions';
import { keyLives, keyPermissions } from '#contract/settings-words';
import type { TextKey, Translate } from '../core/index.ts';
import { dayField } from '../kit/day-field.ts';
import { field, fieldDescription, textField } from '../kit/field.ts';
import { isTicked, ticked, type Change } from '../records/change.ts';
import { dayTexts, type View } from '../records/view.ts';
import { choice, type Problems } from './card.ts';

/** How long a key is good for: some days, or until a last day. */
export type Life = { days: (typeof keyLives)[number] | null; until: string };
export const usualLife: Life = { days: 90, until: '' };

/** What is typed of a key. */
export type KeyDraft = { name: string; permissions: readonly KeyPermission[]; networks: string };
export const newDraft: KeyDraft = { name: '', permissions: keyPermissions, networks: '' };

/** A permission of a key in the words of people. */
export const scopeName = (permission: KeyPermission, t: Translate): string =>
  permission === 'mail.bounces'
    ? t('settings.key_bounces')
    : permission === 'mail.inbound'
      ? t('settings.key_inbound')
      : permission === 'erp.tasks'
        ? t('settings.key_tasks')
        : t(permission.replace(/^sync\./, 'settings.entity_') as TextKey);

/** A life as the server takes it; null where the last day is yet to be typed. */
export const lifeOf = ({ days, until }: Life): { days: 30 | 90 | 365 } | { until: string } | null =>
  days !== null ? { days } : /^\d{4}-\d\d-\d\d$/.test(until) ? { until } : null;

/** The choice of how long a key is good for. */
export function lifeFields(
  { view, life, error }: { view: View; life: Life; error: string | undefined },
  onLife: (change: Partial<Life>) => void,
): TemplateResult {
  const { t } = view;
  return html`<fieldset class="choices across">
      <legend>${t('settings.key_life')}</legend>
      ${keyLives.map((days) =>
        choice('life', {
          label: t('settings.key_days', { count: days }),
          checked: life.days === days,
          onChoose: () => onLife({ days }),
        }),
      )}
      ${choice('life', {
        label: t('settings.key_until'),
        checked: life.days === null,
        onChoose: () => onLife({ days: null }),
      })}
    </fieldset>
    ${
      life.days === null
        ? dayField({
            id: 'until',
            label: t('settings.key_last_day'),
            texts: dayTexts(view),
            value: life.until,
            error,
            onChange: (until) => onLife({ days: null, until }),
          })
        : nothing
    }`;
}

/** The fields of a key, but for its life. */
export function keyFields(
  {
    view,
    draft,
    problems,
    address,
  }: { view: View; draft: KeyDraft; problems: Problems; address: string },
  onDraft: (change: Change<KeyDraft>) => void,
): TemplateResult {
  const { t } = view;
  return html`${textField({
    id: 'name',
    label: t('settings.key_name'),
    hint: t('settings.key_name_hint'),
    value: draft.name,
    error: problems.name,
    required: true,
    maxLength: 200,
    onInput: (name) => onDraft({ name }),
  })}
  ${scopeFields(view, draft, problems, onDraft)}
  ${networkField(view, draft, problems, address, onDraft)}`;
}

function scopeFields(
  { t }: View,
  draft: KeyDraft,
  problems: Problems,
  onDraft: (change: Change<KeyDraft>) => void,
): TemplateResult {
  const all = draft.permissions.length === keyPermissions.length;
  const tick = (label: string, checked: boolean, onTick: (on: boolean) => void) =>
    html`<label class="choice"
      ><input
        type="checkbox"
        .checked=${checked}
        @change=${(event: Event) => onTick(isTicked(event))}
      />${label}</label
    >`;
  const set = (one: KeyPermission, on: boolean) =>
    onDraft(({ permissions }) => {
      const held = ticked(permissions, one, on);
      return { permissions: keyPermissions.filter((other) => held.includes(other)) };
    });
  return html`<fieldset class="choices grid" aria-describedby="scopes-note">
      <legend>${t('settings.key_scopes')}</legend>
      ${tick(t('settings.key_all'), all, (on) => onDraft({ permissions: on ? keyPermissions : [] }))}
      ${keyPermissions.map((one) =>
        tick(scopeName(one, t), draft.permissions.includes(one), (on) => set(one, on)),
      )}
    </fieldset>
    <p class="note" id="scopes-note" ?hidden=${!problems.permissions}>${problems.permissions}</p>`;
}

function networkField(
  { t }: View,
  draft: KeyDraft,
  problems: Problems,
  address: string,
  onDraft: (change: Partial<KeyDraft>) => void,
): TemplateResult {
  // Of several lines the first that is wrong is told.
  const wrong = Object.entries(problems).find(([name]) => name.startsWith('networks'))?.[1];
  return field({
    id: 'networks',
    label: t('settings.key_networks'),
    hint: t('settings.key_networks_hint', { address }),
    error: wrong,
    control: html`<textarea
      class="input"
      part="input"
      id="networks"
      rows="3"
      spellcheck="false"
      aria-invalid=${wrong ? 'true' : nothing}
      aria-describedby=${fieldDescription('networks')}
      .value=${draft.networks}
      @input=${(event: Event) => onDraft({ networks: (event.target as HTMLTextAreaElement).value })}
    ></textarea>`,
  });
}

/** What is typed, as the server takes it. */
export const keyBody = ({ name, permissions, networks }: KeyDraft) => ({
  name: name.trim(),
  permissions: [...permissions],
  networks: networks.split(/[\s,;]+/).filter(Boolean),
});
