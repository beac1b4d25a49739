import { css, html, type TemplateResult } from 'lit';
import { button } from './button.ts';
import './icons.ts';

export type PagerOptions = {
  label: string;
  previous: string;
  next: string;
  /** Undefined where there is no such page. */
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  /** Beside the label. */
  more?: unknown;
};

/** Forward and back through a list that does not know its end. */
export const pager = (options: PagerOptions): TemplateResult => html`
  <nav class="pager no-print" part="pagination" aria-label=${options.label}>
    ${button({
      label: options.previous,
      icon: 'back',
      part: 'previous',
      off: !options.onPrevious,
      onClick: () => options.onPrevious?.(),
    })}
    <span class="pager-label"><span>${options.label}</span>${options.more}</span>
    ${button({
      label: options.next,
      icon: 'arrow',
      part: 'next',
      off: !options.onNext,
      onClick: () => options.onNext?.(),
    })}
  </nav>
`;

export const pagerStyles = css`
  .pager {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
    margin-block-start: calc(var(--p-space) * 4);
  }
  .pager-label,
  .page-size {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    color: var(--p-color-muted);
  }
  .page-size {
    gap: calc(var(--p-space) * 2);
  }
  .pager .button:last-child {
    flex-direction: row-reverse;
  }
  @container (max-width: 22em) {
    .pager-label {
      flex-basis: 100%;
      order: -1;
      text-align: center;
    }
  }
`;
