import { html, noChange, type TemplateResult } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';
import { valueOn } from '#contract/colour';
import type { ThemeTokens } from '#contract/portal';
import type { ThemeTokenName } from '#contract/tokens';
import type { Desk } from './desk.ts';

/** Longhand properties of an element, set one by one: a page's policy lets no style attribute through. */
class Paint extends Directive {
  override render(_styles: Readonly<Record<string, string>>): unknown {
    return noChange;
  }
  override update({ element }: ElementPart, [styles]: [Readonly<Record<string, string>>]): unknown {
    for (const [name, value] of Object.entries(styles))
      (element as HTMLElement).style.setProperty(name, value);
    return noChange;
  }
}
const paint = directive(Paint);

export type MailSample = { desk: Desk; tokens: ThemeTokens; scheme: 'light' | 'dark' };

/** A mail as the theme colours it: the sheet, the name, text, and the one thing to do. */
export function mailSample({ desk, tokens, scheme }: MailSample): TemplateResult {
  const { t } = desk.view();
  const of = (name: ThemeTokenName) => valueOn(tokens, name, scheme === 'dark' ? 1 : 0) ?? '';
  const brand = desk.portal().tenant?.name ?? '';
  const sheet = {
    'background-color': of('color-background'),
    'border-color': of('color-border'),
    'border-radius': of('radius-medium'),
    'font-family': of('font-family'),
    color: of('color-text'),
  };
  const name = { color: of('color-primary'), 'border-color': of('color-border') };
  const act = {
    'background-color': of('color-primary'),
    'border-radius': of('radius-medium'),
    color: of('color-on-primary'),
  };
  return html`<div class="mail" ${paint({ 'background-color': of('color-surface') })}>
    <div class="mail-sheet" ${paint(sheet)}>
      <p class="mail-name" ${paint(name)}>${brand}</p>
      <p class="mail-heading">${t('branding.sample_subject', { brand })}</p>
      <p>${t('branding.sample_mail')}</p>
      <p><span class="mail-button" ${paint(act)}>${t('branding.sample_action')}</span></p>
      <p ${paint({ color: of('color-muted') })}>${t('branding.sample_note')}</p>
    </div>
  </div>`;
}
