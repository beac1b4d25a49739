import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.ts';

export type StepperOptions = {
  label: string;
  steps: readonly (string | TemplateResult)[];
  /** Index of the step reached; -1 where the record is off the way. */
  current: number;
  /** The record is at its last step, which is done too. */
  finished?: boolean;
  /** The current step waits for somebody. */
  blocked?: boolean;
  /** Where one is, in words, for the narrow form. */
  position: string;
};

/** How far something has come. In a narrow element only the current step shows its name. */
export function stepper(options: StepperOptions): TemplateResult {
  const { label, steps, current, finished, blocked, position } = options;
  return html`
    <div class="stepper ${current < 0 ? 'off' : ''} ${blocked ? 'blocked' : ''}" part="progress">
      <ol aria-label=${label}>
        ${steps.map((step, index) => {
          const done = index < current || (finished && index === current);
          const here = index === current;
          return html`<li
            class="${done ? 'done' : ''} ${here ? 'here' : ''}"
            part="step ${done ? 'step-done' : ''} ${here ? 'step-current' : ''}"
            aria-current=${here ? 'step' : nothing}
          >
            <span class="dot"
              >${done ? icon('check') : here && blocked ? icon('alert') : nothing}</span
            >
            <span class="step">${step}</span>
          </li>`;
        })}
      </ol>
      ${current < 0 ? nothing : html`<p class="position" aria-hidden="true">${position}</p>`}
    </div>
  `;
}

export const stepperStyles = css`
  .stepper ol {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .stepper li {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: calc(var(--p-space) * 1.5);
    padding-inline: var(--p-space);
    color: var(--p-color-muted);
    font-size: 0.9286em;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .stepper li::before {
    content: '';
    position: absolute;
    inset-block-start: 11px;
    inset-inline: calc(-50% + 12px) calc(50% + 12px);
    block-size: 2px;
    background: var(--p-color-border);
  }
  .stepper li:first-child::before {
    content: none;
  }
  .stepper li.done::before,
  .stepper li.here::before {
    background: var(--p-color-primary);
  }
  .dot {
    box-sizing: border-box;
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    border: 2px solid var(--p-color-border);
    border-radius: 50%;
    font-size: 0.85em;
  }
  .done .dot {
    border-color: var(--p-color-primary);
    background: var(--p-color-primary);
    color: var(--p-color-on-primary);
  }
  .here:not(.done) .dot {
    border-color: var(--p-color-primary);
    box-shadow: inset 0 0 0 4px var(--p-color-background);
    background: var(--p-color-primary);
  }
  .blocked .here:not(.done) .dot {
    border-color: var(--p-color-warning);
    background: var(--p-color-warning-surface);
    box-shadow: none;
    color: var(--p-color-warning);
  }
  .here .step {
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-strong);
  }
  .stepper.off .dot {
    border-style: dashed;
  }
  .position {
    display: none;
  }
  @container (max-width: 40em) {
    .stepper ol {
      gap: var(--p-space);
    }
    .stepper li {
      position: static;
      padding: 0;
    }
    .stepper li::before,
    .stepper li:first-child::before {
      content: none;
    }
    .stepper .dot {
      inline-size: 100%;
      block-size: 6px;
      border: 0;
      border-radius: 3px;
      background: var(--p-color-border);
      box-shadow: none;
    }
    .stepper .dot .icon {
      display: none;
    }
    .stepper .done .dot,
    .stepper .here .dot,
    .stepper .here:not(.done) .dot {
      background: var(--p-color-primary);
      box-shadow: none;
    }
    .stepper.blocked .here:not(.done) .dot {
      background: var(--p-color-warning);
    }
    .stepper .step {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .position {
      display: block;
      margin: calc(var(--p-space) * 2) 0 0;
      font-weight: var(--p-font-weight-medium);
    }
  }
  @media print {
    .dot {
      print-color-adjust: exact;
    }
  }
  @media (forced-colors: active) {
    .stepper li::before {
      background: CanvasText !important;
    }
    .done .dot,
    .here .dot {
      background: Highlight !important;
      color: HighlightText;
    }
  }
`;
