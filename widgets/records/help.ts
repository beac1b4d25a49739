import { html, nothing, type TemplateResult } from 'lit';
import { emit, type PortalElement } from '../core/index.ts';
import { button } from '../kit/button.ts';

/**
 * Leads to a request for help with a record; undefined where the reader may ask for none.
 * @param record what it is about: `order:<id>`
 */
export const helpWith = (
  host: PortalElement,
  may: boolean,
  record: string,
): (() => void) | undefined =>
  may ? () => emit(host, 'portal-navigate', { to: 'service', id: record, href: null }) : undefined;

/** The button that leads there. */
export const helpButton = (
  label: string,
  onHelp: (() => void) | undefined,
): TemplateResult | typeof nothing =>
  onHelp
    ? html`<div class="no-print">${button({ icon: 'info', label, onClick: onHelp })}</div>`
    : nothing;
