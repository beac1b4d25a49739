import { css, html, type TemplateResult } from 'lit';
import { icon, type IconName } from './icon.ts';

/** `open` until the reader has had the chance to meet it. */
export type CheckState = 'met' | 'open' | 'unmet';
/** A requirement, how it stands, and that in a word for those who see neither icon nor colour. */
export type Check = { state: CheckState; label: string; word: string };

const icons: Record<CheckState, IconName> = { met: 'check', open: 'dot', unmet: 'cross' };

/** Requirements that tick as they are met. */
export const checklist = (id: string, name: string, checks: readonly Check[]): TemplateResult =>
  html`<ul class="checklist" id=${id} aria-label=${name}>
    ${checks.map(
      ({ state, label, word }) =>
        html`<li class="check ${state}">
          ${icon(icons[state])}<span>${label}<span class="visually-hidden">: ${word}. </span></span>
        </li>`,
    )}
  </ul>`;

export const checklistStyles = css`
  .checklist {
    display: flex;
    flex-direction: column;
    gap: 2px;
    margin: var(--p-space) 0 0;
    padding: 0;
    list-style: none;
    font-size: 0.9286em;
  }
  .check {
    display: flex;
    align-items: baseline;
    gap: calc(var(--p-space) * 1.5);
    color: var(--p-color-muted);
    overflow-wrap: anywhere;
  }
  .check .icon {
    align-self: flex-start;
    margin-block-start: calc((1lh - 1.15em) / 2);
  }
  .check.met {
    background: none;
    color: var(--p-color-success);
  }
  .check.unmet {
    color: var(--p-color-danger);
  }
`;
