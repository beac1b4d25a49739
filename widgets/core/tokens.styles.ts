import { css } from 'lit';

/**
 * Every token under the short name the style sheets use, with its default: `themes/base.json`. The
 * default is a fallback, not a value, so that a page may set `--portal-…` anywhere above the element.
 */
export const tokens = css`
  :host {
    --p-color-background: var(--portal-color-background, light-dark(#ffffff, #15181d));
    --p-color-surface: var(--portal-color-surface, light-dark(#f6f7f9, #1c2026));
    --p-color-hover: var(--portal-color-hover, light-dark(#f4f6f8, #20252c));
    --p-color-selected: var(--portal-color-selected, light-dark(#eceff3, #2a3039));
    --p-color-field: var(--portal-color-field, light-dark(#ffffff, #1a1e24));
    --p-color-text: var(--portal-color-text, light-dark(#1b1f27, #eef0f3));
    --p-color-muted: var(--portal-color-muted, light-dark(#566070, #a3acb9));
    --p-color-border: var(--portal-color-border, light-dark(#e3e6eb, #2f353e));
    --p-color-border-strong: var(--portal-color-border-strong, light-dark(#848d9b, #727c8b));
    --p-color-skeleton: var(--portal-color-skeleton, light-dark(#e9ecf0, #282d35));
    --p-color-backdrop: var(--portal-color-backdrop, light-dark(#10141a80, #00000099));
    --p-color-primary: var(--portal-color-primary, light-dark(#24478f, #93b4f5));
    --p-color-primary-hover: var(--portal-color-primary-hover, light-dark(#1b3873, #abc5f8));
    --p-color-on-primary: var(--portal-color-on-primary, light-dark(#ffffff, #101a2e));
    --p-color-link: var(--portal-color-link, light-dark(#24478f, #93b4f5));
    --p-color-focus: var(--portal-color-focus, light-dark(#2f6be0, #7fa9ff));
    --p-color-success: var(--portal-color-success, light-dark(#146145, #79d6ab));
    --p-color-success-surface: var(--portal-color-success-surface, light-dark(#e4f4ec, #12322a));
    --p-color-warning: var(--portal-color-warning, light-dark(#7a4a06, #f0c069));
    --p-color-warning-surface: var(--portal-color-warning-surface, light-dark(#fcf1da, #3a2c10));
    --p-color-danger: var(--portal-color-danger, light-dark(#a1262b, #ff9f9a));
    --p-color-danger-surface: var(--portal-color-danger-surface, light-dark(#fdeceb, #42191c));
    --p-color-info: var(--portal-color-info, light-dark(#1f4e92, #9cc2fa));
    --p-color-info-surface: var(--portal-color-info-surface, light-dark(#e8f0fc, #18294a));
    --p-color-neutral: var(--portal-color-neutral, light-dark(#4a5362, #b6bec9));
    --p-color-neutral-surface: var(--portal-color-neutral-surface, light-dark(#eef0f3, #292e36));
    --p-font-family: var(
      --portal-font-family,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      sans-serif
    );
    --p-font-family-heading: var(
      --portal-font-family-heading,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      sans-serif
    );
    --p-font-family-figures: var(
      --portal-font-family-figures,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Noto Sans',
      sans-serif
    );
    --p-font-weight: var(--portal-font-weight, 400);
    --p-font-weight-medium: var(--portal-font-weight-medium, 500);
    --p-font-weight-strong: var(--portal-font-weight-strong, 600);
    --p-font-weight-heading: var(--portal-font-weight-heading, 600);
    --p-line-height: var(--portal-line-height, 1.5);
    --p-heading-scale: var(--portal-heading-scale, 1.4286);
    --p-heading-spacing: var(--portal-heading-spacing, -0.01em);
    --p-radius-small: var(--portal-radius-small, 4px);
    --p-radius-medium: var(--portal-radius-medium, 6px);
    --p-radius-large: var(--portal-radius-large, 10px);
    --p-radius-badge: var(--portal-radius-badge, 999px);
    --p-border-width: var(--portal-border-width, 1px);
    --p-focus-width: var(--portal-focus-width, 2px);
    --p-space: var(--portal-space, 4px);
    --p-inset: var(--portal-inset, 24px);
    --p-control-height: var(--portal-control-height, 36px);
    --p-duration: var(--portal-duration, 120ms);
  }
`;
