import { html, type TemplateResult } from 'lit';
import type { ApiKey } from '#contract/keys';
import { keyPermissions, type KeyState } from '#contract/settings-words';
import { formatInstant } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import type { View } from '../records/view.ts';

const looks: Record<KeyState, [Tone, IconName]> = {
  active: ['success', 'check'],
  ending: ['warning', 'clock'],
  replaced: ['info', 'clock'],
  expired: ['neutral', 'cross'],
  revoked: ['neutral', 'cross'],
};

/**
 * The keys there are, and what is known of each.
 * @param acts what can be done with one
 */
export function keysTable(
  view: View,
  items: readonly ApiKey[],
  acts: (key: ApiKey) => unknown,
): TemplateResult {
  const { t, format } = view;
  const c = columnsOf<ApiKey>(view);
  const at = (instant: string) =>
    html`<span class="figures">${formatInstant(instant, format)}</span>`;
  return table({
    caption: t('settings.keys'),
    columns: [
      c.wide(
        'settings.key_name',
        ({ name, prefix, createdBy }) =>
          html`${name}<br /><small
              ><span class="code">pk_${prefix}…</span> ·
              ${createdBy ? t('settings.key_by', { name: createdBy }) : t('settings.key_by_operator')}</small
            >`,
        { card: 'heading' },
      ),
      c.text('settings.key_state', ({ state }) => {
        const [tone, icon] = looks[state];
        return badge(tone, icon, t(`settings.state_${state}`), `badge-${state}`);
      }),
      c.text('settings.key_scopes', ({ permissions }) =>
        permissions.length === keyPermissions.length
          ? t('settings.key_all')
          : t('settings.key_scope_count', {
              number: permissions.length,
              all: keyPermissions.length,
            }),
      ),
      c.text('settings.key_networks', ({ networks }) =>
        networks.length === 0
          ? t('settings.key_any')
          : networks.map((one) => html`<span class="code">${one}</span><br />`),
      ),
      c.text('settings.key_life', ({ expiresAt }) =>
        expiresAt ? at(expiresAt) : t('settings.key_no_end'),
      ),
      c.text('settings.key_used', ({ lastUsedAt }) =>
        lastUsedAt ? at(lastUsedAt) : t('settings.key_never'),
      ),
      c.action('settings.key_more', acts),
    ],
    rows: items,
    key: ({ id }) => id,
    wide: 'medium',
  });
}
