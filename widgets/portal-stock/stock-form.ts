import { html, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { Plant } from '#contract/stock';
import { filterForm } from '../kit/filter.ts';
import { tabs } from '../kit/tabs.ts';
import type { Change } from '../records/change.ts';
import type { View } from '../records/view.ts';
import { fitting, kindsOf, modes, placesFor, type Mode, type Place } from './stock-places.ts';

/** What is searched for: where, and the text. */
export type Filter = Place & { q: string };

export type StockFormOptions = {
  view: View;
  mode: Mode;
  plants: readonly Plant[];
  draft: Filter;
  onMode: (mode: Mode) => void;
  onChange: (change: Change<Filter>) => void;
  onSubmit: () => void;
};

/** The two ways to say where, and what is sought there. Nothing is asked before the button is pressed. */
export function stockForm(options: StockFormOptions): TemplateResult {
  const { view, mode, plants, draft, onMode, onChange, onSubmit } = options;
  const { t, format } = view;
  return html`
    ${tabs({
      label: t('stock.mode'),
      tabs: modes.map((one) => [one, t(`stock.mode_${one}`)] as const),
      selected: mode,
      onSelect: onMode,
    })}
    <div class="where" id="panel" role="tabpanel" aria-labelledby="tab-${mode}">
      ${filterForm<Filter>({
        fields: kindsOf[mode].map((kind) => ({
          kind: 'select',
          id: kind,
          label: t(`stock.${kind}`),
          value: draft[kind],
          options: [
            ['', t(`stock.${kind}_all`)],
            ...placesFor(kind, plants, draft, mode, format.region),
          ],
        })),
        search: {
          label: t('stock.search'),
          placeholder: t('stock.search_hint'),
          submit: t('stock.submit'),
          value: draft.q,
          maxLength: limits.search,
        },
        onChange: (change) =>
          onChange((now) => ({ ...change, ...fitting(plants, { ...now, ...change }, mode) })),
        onSubmit,
      })}
    </div>
  `;
}
