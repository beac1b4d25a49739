import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icon.ts';

export type Tone = 'success' | 'warning' | 'danger' | 'info' | 'neutral';
const icons: Record<Tone, IconName> = {
  success: 'check',
  warning: 'alert',
  danger: 'alert',
  info: 'info',
  neutral: 'info',
};

/** A sentence that stands out by colour, icon and words. */
export const notice = (tone: Tone, content: unknown, own?: IconName): TemplateResult => html`
  <div class="notice ${tone}" part="notice">${icon(own ?? icons[tone])}<span>${content}</span></div>
`;

export type PanelOptions = {
  icon: IconName;
  title: string;
  /** Whether the title is the heading of what stands there, which can take the focus. */
  heading?: boolean;
  text: string;
  /** Small print, as the number to tell support. */
  detail?: string | undefined;
  action?: TemplateResult | undefined;
};

/** What stands where the content would be: nothing found, no permission, an error. */
export const panel = (options: PanelOptions): TemplateResult => html`
  <div class="panel" part="panel">
    <span class="panel-icon">${icon(options.icon)}</span>
    ${
      options.heading
        ? html`<h2 class="panel-title" id="panel-title" tabindex="-1">${options.title}</h2>`
        : html`<p class="panel-title">${options.title}</p>`
    }
    <p class="panel-text">${options.text}</p>
    ${options.detail ? html`<p class="panel-detail">${options.detail}</p>` : nothing}
    ${options.action ?? nothing}
  </div>
`;

export const noticeStyles = css`
  .notice {
    display: flex;
    align-items: flex-start;
    gap: calc(var(--p-space) * 2);
    padding: calc(var(--p-space) * 2.5) calc(var(--p-space) * 3);
    border-radius: var(--p-radius-medium);
    overflow-wrap: anywhere;
  }
  .notice .icon {
    margin-block-start: 0.17em;
  }
  .success {
    background: var(--p-color-success-surface);
    color: var(--p-color-success);
  }
  .warning {
    background: var(--p-color-warning-surface);
    color: var(--p-color-warning);
  }
  .danger {
    background: var(--p-color-danger-surface);
    color: var(--p-color-danger);
  }
  .info {
    background: var(--p-color-info-surface);
    color: var(--p-color-info);
  }
  .neutral {
    background: var(--p-color-neutral-surface);
    color: var(--p-color-neutral);
  }
  .panel {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: calc(var(--p-space) * 1);
    padding: calc(var(--p-space) * 10) calc(var(--p-space) * 4);
    text-align: center;
  }
  .panel p,
  h2.panel-title {
    margin: 0;
    font-size: inherit;
    max-inline-size: 44ch;
    text-wrap: balance;
  }
  .panel-icon {
    margin-block-end: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
    font-size: 1.5em;
    line-height: 1;
  }
  .panel-title {
    font-weight: var(--p-font-weight-strong);
  }
  .panel-text,
  .panel-detail {
    color: var(--p-color-muted);
  }
  .panel-detail {
    font-size: 0.8572em;
    overflow-wrap: anywhere;
  }
  .panel .button {
    margin-block-start: calc(var(--p-space) * 3);
  }
`;
