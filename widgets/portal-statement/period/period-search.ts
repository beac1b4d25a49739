import { html, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { textField } from '../../kit/field.ts';
import { day, type View } from '../../records/view.ts';
import { figureOf } from '../statement-view.ts';

/** The field that searches what a view shows. */
export function searchField(
  q: string,
  { t }: View,
  onQuery: (q: string) => void,
  tools: unknown,
): TemplateResult {
  return html`<div class="meta find-in">
    ${textField({
      id: 'q',
      type: 'search',
      label: t('statement.search'),
      placeholder: t('statement.search_hint'),
      maxLength: limits.search,
      value: q,
      onInput: onQuery,
    })}
    <div>${tools}</div>
  </div>`;
}

/** How many rows there are; while some are searched for, how many of how many. */
export const foundOf = (
  words: 'statement.movements' | 'statement.changes',
  found: number,
  all: number,
  { t }: View,
): string =>
  found === all
    ? t(words, { count: all })
    : t('statement.found_of', { count: found, all: t(words, { count: all }) });

/** A text without case and accents, its minus as it is typed. */
const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('\u2212', '-').toLowerCase();

/** What a row can be found by: words, days, and sums both as they stand there and plain. */
export type Findable = {
  words: readonly (string | null)[];
  days: readonly (string | null)[];
  sums: readonly string[];
};

/** The rows in which each word of a search stands somewhere. */
export function matching<R>(
  rows: readonly R[],
  q: string,
  of: (row: R) => Findable,
  { view, currency }: { view: View; currency: string },
): readonly R[] {
  const words = fold(q).split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const { words: texts, days, sums } = of(row);
    const said = [
      ...texts,
      ...days.map((one) => one && day(one, view)),
      ...sums.flatMap((sum) => [sum, figureOf(sum, currency, view)]),
    ];
    const text = fold(said.filter(Boolean).join('\n'));
    return words.every((word) => text.includes(word));
  });
}
