import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  contrast,
  nearestPassing,
  sides,
  valueOn,
  type ContrastFault,
  type Side,
} from '#contract/colour';
import {
  themeRoles,
  type ThemeColourName,
  type themeLinePairs,
  type ThemeRole,
  type themeTextPairs,
} from '#contract/tokens';
import type { TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';
import type { Desk } from './desk.ts';
import { coloursOfPage, type Found } from './page-colours.ts';

/** What each role is measured on first, and how much contrast it needs there. */
const measured: Record<ThemeRole, readonly [against: ThemeColourName, least: number]> = {
  'color-background': ['color-text', 4.5],
  'color-surface': ['color-text', 4.5],
  'color-text': ['color-background', 4.5],
  'color-muted': ['color-background', 4.5],
  'color-primary': ['color-background', 3],
  'color-link': ['color-background', 4.5],
};
type Derived = Exclude<(typeof themeTextPairs | typeof themeLinePairs)[number][number], ThemeRole>;
/** Names of colours that follow from the roles, where they are read against others. */
const derived: Record<Derived, TextKey> = {
  'color-hover': 'branding.derived_hover',
  'color-selected': 'branding.derived_selected',
  'color-field': 'branding.derived_field',
  'color-on-primary': 'branding.derived_on_primary',
  'color-primary-hover': 'branding.derived_primary_hover',
  'color-danger': 'branding.derived_danger',
  'color-success': 'branding.derived_success',
  'color-success-surface': 'branding.derived_success_surface',
  'color-warning': 'branding.derived_warning',
  'color-warning-surface': 'branding.derived_warning_surface',
  'color-danger-surface': 'branding.derived_danger_surface',
  'color-info': 'branding.derived_info',
  'color-info-surface': 'branding.derived_info_surface',
  'color-neutral': 'branding.derived_neutral',
  'color-neutral-surface': 'branding.derived_neutral_surface',
  'color-border-strong': 'branding.derived_border_strong',
  'color-focus': 'branding.derived_focus',
};
const roleKey = (role: ThemeRole) => role.slice('color-'.length) as Stem<ThemeRole>;
type Stem<R extends string> = R extends `color-${infer S}` ? S : never;

/** The six colours that are chosen, for light and for dark ground, with their contrast. */
export class Colours {
  readonly #desk: Desk;
  #found: Found[] | undefined;
  /** What is being typed, by field. */
  #typed: Record<string, string> = {};

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const { editor } = this.#desk;
    return html`
      ${([0, 1] as const).map(
        (side) =>
          html`<fieldset class="group" part="group">
            <legend>${t(side === 0 ? 'branding.on_light' : 'branding.on_dark')}</legend>
            ${themeRoles.map((role) => this.#renderRole(role, side))}
            ${this.#renderFaults(editor.faults.filter((fault) => fault.side === side))}
          </fieldset>`,
      )}
      <p>
        ${button({ label: t('branding.take_page'), icon: 'search', onClick: () => this.#look() })}
      </p>
      ${this.#found ? this.#renderFound(this.#found) : nothing}
    `;
  }

  #renderRole(role: ThemeRole, side: Side): TemplateResult {
    const { t, format } = this.#desk.view();
    const { tokens } = this.#desk.editor;
    const id = `${role}-${sides[side]}`;
    const value = valueOn(tokens, role, side)!;
    const [against, least] = measured[role];
    const ratio = contrast(value, valueOn(tokens, against, side)!);
    const passes = !this.#desk.editor.faults.some(
      (fault) => fault.side === side && (fault.front === role || fault.back === role),
    );
    const name = t(`branding.role_${roleKey(role)}`);
    const number = new Intl.NumberFormat(format.region, { maximumFractionDigits: 1 }).format(
      Math.floor(ratio * 10) / 10,
    );
    return html`<div class="role">
      <input
        type="color"
        class="swatch"
        aria-label=${t('branding.pick', { name })}
        .value=${value}
        @input=${(event: Event) => this.#set(role, side, (event.target as HTMLInputElement).value)}
      />
      <label for=${id}>${name}</label>
      <input
        class="input hex"
        part="input"
        id=${id}
        spellcheck="false"
        autocomplete="off"
        maxlength="7"
        aria-invalid=${this.#typed[id] === undefined ? nothing : 'true'}
        aria-describedby="${id}-contrast"
        .value=${this.#typed[id] ?? value}
        @input=${(event: Event) => this.#type(id, role, side, (event.target as HTMLInputElement).value)}
        @blur=${() => this.#forget(id)}
      />
      <span class="contrast" id="${id}-contrast" title=${t('branding.least', { least })}
        >${badge(passes ? 'success' : 'danger', passes ? 'check' : 'alert', `${number}:1`)}</span
      >
    </div>`;
  }

  /** What cannot be read, each with the colours that would do. */
  #renderFaults(faults: ContrastFault[]): TemplateResult {
    const { t, format } = this.#desk.view();
    const number = new Intl.NumberFormat(format.region, { maximumFractionDigits: 2 });
    return html`<ul class="faults" role="list">
      ${repeat(
        faults,
        ({ front, back, side }) => `${front} ${back} ${side}`,
        ({ front, back, side, ratio, least }) =>
          html`<li class="fault">
            <span
              >${icon('alert')}
              ${t('branding.fault', {
                front: this.#nameOf(front),
                back: this.#nameOf(back),
                ratio: number.format(Math.floor(ratio * 100) / 100),
                least,
              })}</span
            >
            <span class="chips">${[front, back].map((name) => this.#renderFix(name, side))}</span>
          </li>`,
      )}
    </ul>`;
  }

  #renderFix(name: ThemeColourName, side: Side): TemplateResult | typeof nothing {
    const { editor } = this.#desk;
    const nearest = nearestPassing(editor.tokens, name, side);
    if (!nearest || nearest === valueOn(editor.tokens, name, side)) return nothing;
    const { t } = this.#desk.view();
    return html`<button
      class="chip"
      part="button"
      type="button"
      aria-label=${t('branding.use_for', { colour: nearest.toUpperCase(), name: this.#nameOf(name) })}
      @click=${() => this.#use(name, side, nearest)}
    >
      <svg viewBox="0 0 8 8" aria-hidden="true"><rect width="8" height="8" fill=${nearest} /></svg>
      ${t('branding.use', { colour: nearest.toUpperCase() })}
    </button>`;
  }

  #nameOf(name: ThemeColourName): string {
    const { t } = this.#desk.view();
    const role = themeRoles.find((one) => one === name);
    return role ? t(`branding.role_${roleKey(role)}`) : t(derived[name as Derived]);
  }

  /** A colour that follows from others is set on its own; a role takes along what follows from it. */
  #use(name: ThemeColourName, side: Side, colour: string): void {
    const { editor } = this.#desk;
    const role = themeRoles.find((one) => one === name);
    const other = valueOn(editor.tokens, name, side === 0 ? 1 : 0) ?? colour;
    if (role && role !== 'color-background') editor.setRole(role, side, colour);
    else editor.setTokens({ [name]: side === 0 ? [colour, other] : [other, colour] });
    this.#desk.announce(this.#desk.view().t('branding.used', { colour: colour.toUpperCase() }));
  }

  #set(role: ThemeRole, side: Side, colour: string): void {
    this.#desk.editor.setRole(role, side, colour);
  }

  /** A colour is taken once it is one; until then it stands as it was typed. */
  #type(id: string, role: ThemeRole, side: Side, text: string): void {
    const found = /^#?([\da-f]{6}|[\da-f]{3})$/i.exec(text.trim())?.[1];
    if (!found) {
      this.#typed = { ...this.#typed, [id]: text };
      this.#desk.host.requestUpdate();
      return;
    }
    const { [id]: _, ...others } = this.#typed;
    this.#typed = found.length === 3 ? { ...others, [id]: text } : others;
    this.#set(role, side, `#${found}`);
  }

  #forget(id: string): void {
    const { [id]: _, ...others } = this.#typed;
    this.#typed = others;
    this.#desk.host.requestUpdate();
  }

  #look(): void {
    this.#found = coloursOfPage();
    this.#desk.host.requestUpdate();
  }

  #renderFound(found: Found[]): TemplateResult {
    const { t } = this.#desk.view();
    if (found.length === 0) return html`<p class="note">${t('branding.page_none')}</p>`;
    const take = () => {
      for (const { role, colour, family } of found) {
        if (role && colour) this.#desk.editor.setRole(role, 0, colour);
        if (family) this.#desk.editor.setTokens(family);
      }
      this.#found = undefined;
      this.#desk.announce(t('branding.page_taken'));
    };
    return html`<div class="found" part="group">
      <p class="note">${t('branding.page_found')}</p>
      <ul role="list">
        ${found.map(
          ({ role, colour, family, where }) =>
            html`<li>
              ${
                colour
                  ? html`<svg class="dot" viewBox="0 0 8 8" aria-hidden="true">
                      <rect width="8" height="8" fill=${colour} />
                    </svg>`
                  : nothing
              }
              ${role ? t(`branding.role_${roleKey(role)}`) : t('branding.font')}:
              ${colour?.toUpperCase() ?? Object.values(family ?? {})[0]}
              <small>&lt;${where}&gt;</small>
            </li>`,
        )}
      </ul>
      ${button({ label: t('branding.page_take'), onClick: take })}
    </div>`;
  }
}
