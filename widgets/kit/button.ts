import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icon.ts';

export type ButtonOptions = {
  label: string;
  /** What a screen reader hears, where the label alone does not say it. */
  name?: string | undefined;
  kind?: 'primary' | 'plain' | 'quiet';
  type?: 'button' | 'submit';
  icon?: IconName;
  /** Under way or not possible now. The button keeps its focus, so the handler must check. */
  off?: boolean;
  /** Another part that it is besides `button`. */
  part?: string;
  onClick?: (event: Event) => void;
};

/** A button. `primary` is for the one action a view is about. */
export const button = (options: ButtonOptions): TemplateResult => html`
  <button
    class="button ${options.kind ?? 'plain'}"
    part="button ${options.kind === 'primary' ? 'button-primary' : ''} ${options.part ?? ''}"
    type=${options.type ?? 'button'}
    aria-label=${options.name ?? nothing}
    aria-disabled=${options.off ? 'true' : nothing}
    @click=${options.onClick}
  >
    ${options.icon ? icon(options.icon) : nothing}<span>${options.label}</span>
  </button>
`;

export const buttonStyles = css`
  .button {
    appearance: none;
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--p-space) * 1.5);
    min-block-size: var(--p-control-height);
    margin: 0;
    padding: var(--p-space) calc(var(--p-space) * 3.5);
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-field);
    color: var(--p-color-text);
    font: inherit;
    font-weight: var(--p-font-weight-medium);
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }
  .button:hover {
    background: var(--p-color-hover);
  }
  .button.primary {
    border-color: transparent;
    background: var(--p-color-primary);
    color: var(--p-color-on-primary);
  }
  .button.primary:hover {
    background: var(--p-color-primary-hover);
  }
  .button.quiet {
    min-block-size: 28px;
    padding: 0 calc(var(--p-space) * 2);
    border-color: transparent;
    background: none;
    color: var(--p-color-link);
  }
  .button.quiet:hover {
    background: var(--p-color-hover);
  }
  .button[aria-disabled] {
    cursor: default;
    opacity: 0.6;
  }
  /* A sum in a button of large letters goes on in the next line. Quiet ones reach beyond their place, by their margins. */
  @container (max-width: 14em) {
    .button:not(.quiet) {
      max-inline-size: 100%;
    }
    .button:not(.quiet) > span {
      min-inline-size: 0;
    }
  }
  @media (forced-colors: active) {
    /* Where there would be no room for a line around it. */
    .button.quiet {
      border-color: Canvas;
      text-decoration: underline;
    }
  }
`;
