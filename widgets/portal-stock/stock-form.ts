import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { limits } from '#contract/limits';
import type { Plant } from '#contract/stock';
import { field, select } from '../kit/field.ts';
import { finder } from '../kit/filter.ts';
import { tabs } from '../kit/tabs.ts';
import {
  fitting,
  kindsOf,
  modes,
  placesFor,
  type Mode,
  type Place,
  type PlaceKind,
} from './stock-places.ts';
import type { View } from './stock-view.ts';

/** What is searched for: where, and the text. */
export type Filter = Place & { q: string };

export type StockFormOptions = {
  view: View;
  mode: Mode;
  plants: readonly Plant[];
  draft: Filter;
  onMode: (mode: Mode) => void;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

/** The two ways to say where, and what is sought there. Nothing is asked before the button is pressed. */
export function stockForm(options: StockFormOptions): TemplateResult {
  const { view, mode, draft, onMode, onChange, onSubmit } = options;
  const { t } = view;
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return html`
    ${tabs({
      label: t('stock.mode'),
      tabs: modes.map((one) => [one, t(`stock.mode_${one}`)] as const),
      selected: mode,
      onSelect: onMode,
    })}
    <div class="where" id="panel" role="tabpanel" aria-labelledby="tab-${mode}">
      <form class="filter no-print" part="search" role="search" @submit=${submit}>
        ${repeat(
          kindsOf[mode],
          (kind) => kind,
          (kind) => placeField(kind, options),
        )}
        ${finder({
          label: t('stock.search'),
          hint: t('stock.search_hint'),
          submit: t('stock.submit'),
          value: draft.q,
          longest: limits.search,
          onChange: (q) => onChange({ q }),
        })}
      </form>
    </div>
  `;
}

function placeField(kind: PlaceKind, options: StockFormOptions): TemplateResult {
  const { view, mode, plants, draft, onChange } = options;
  const { t, format } = view;
  return field({
    id: kind,
    label: t(`stock.${kind}`),
    control: select({
      id: kind,
      name: kind,
      value: draft[kind],
      options: [
        ['', t(`stock.${kind}_all`)],
        ...placesFor(kind, plants, draft, mode, format.region),
      ],
      onChange: (code) => onChange(fitting(plants, { ...draft, [kind]: code }, mode)),
    }),
  });
}
