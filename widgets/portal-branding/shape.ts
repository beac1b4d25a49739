import { html, type TemplateResult } from 'lit';
import type { ThemeTokens } from '#contract/portal';
import { selectField } from '../kit/field.ts';
import type { Desk } from './desk.ts';

const systemFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/** Fonts that readers have, each with what stands in where one does not. */
const fonts: Record<string, string> = {
  system: systemFont,
  humanist: '"Avenir Next", "Segoe UI", "Noto Sans", system-ui, sans-serif',
  rounded: 'ui-rounded, "SF Pro Rounded", Nunito, "Segoe UI", system-ui, sans-serif',
  geometric: 'Futura, "Century Gothic", Montserrat, system-ui, sans-serif',
  serif: '"Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif',
};

const px = (small: number, medium: number, large: number, badge: number): ThemeTokens => ({
  'radius-small': `${small}px`,
  'radius-medium': `${medium}px`,
  'radius-large': `${large}px`,
  'radius-badge': `${badge}px`,
});
const shapes: Record<string, ThemeTokens> = {
  square: px(0, 0, 0, 2),
  slight: px(2, 2, 3, 3),
  soft: px(4, 6, 10, 999),
  round: px(8, 12, 20, 999),
};
const densities: Record<string, ThemeTokens> = {
  tight: { space: '3.5px', inset: '20px', 'control-height': '34px', 'line-height': '1.4' },
  normal: { space: '4px', inset: '24px', 'control-height': '36px', 'line-height': '1.5' },
  wide: { space: '4.5px', inset: '28px', 'control-height': '42px', 'line-height': '1.55' },
};
const sizes: Record<string, ThemeTokens> = Object.fromEntries(
  ['14px', '15px', '16px', '17px'].map((size) => [size, { 'font-size': size }]),
);

const family = (name: string) =>
  Object.fromEntries(Object.entries(fonts).map(([id, value]) => [id, { [name]: value }]));
const groups = {
  font: Object.fromEntries(
    Object.entries(fonts).map(([id, value]) => [
      id,
      { 'font-family': value, 'font-family-figures': value },
    ]),
  ),
  heading: family('font-family-heading'),
  size: sizes,
  shape: shapes,
  density: densities,
} satisfies Record<string, Record<string, ThemeTokens>>;
type Group = keyof typeof groups;

/** Fonts, corners and room: choices of tokens that go together. */
export class Shape {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  render(): TemplateResult {
    return html`<div class="form">
      ${(Object.keys(groups) as Group[]).map((group) => this.#renderGroup(group))}
    </div>`;
  }

  #renderGroup(group: Group): TemplateResult {
    const { t } = this.#desk.view();
    const { tokens } = this.#desk.editor;
    const choices: Record<string, ThemeTokens> = groups[group];
    const chosen = Object.keys(choices).find((id) =>
      Object.entries(choices[id]!).every(([name, value]) => tokens[name] === value),
    );
    const options = Object.keys(choices).map((id): [string, string] => [
      id,
      group === 'size'
        ? id
        : t(`branding.${group === 'heading' ? 'font' : group}_${id}` as 'branding.font_system'),
    ]);
    return selectField({
      id: `shape-${group}`,
      label: t(`branding.${group}`),
      value: chosen ?? '',
      options: chosen ? options : [['', t('branding.own')], ...options],
      onChange: (id) => {
        const choice = choices[id];
        if (choice) this.#desk.editor.setTokens(choice);
      },
    });
  }
}
