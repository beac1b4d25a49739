import { html, nothing, noChange, type TemplateResult } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';
import type { MailPreview } from '#contract/brand-previews';
import { sampleMails, type SampleMail } from '#contract/branding-words';
import { valueOn } from '#contract/colour';
import { limits } from '#contract/limits';
import type { ThemeTokenName } from '#contract/tokens';
import { toClientError, type ClientError } from '../core/index.ts';
import type { Language } from '../core/i18n.ts';
import { button } from '../kit/button.ts';
import { Combobox, type Choice } from '../kit/combobox.ts';
import { field, selectField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { MailTester } from '../records/mail-test.ts';
import type { Desk } from './desk.ts';
import '../kit/icons.ts';

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

type Palette = (name: ThemeTokenName) => string;
type Block = MailPreview['blocks'][number];

/** Contacts that one search offers. */
const offered = 8;

/** Each kind of mail as the server would write it, in the colours and words that are worked on. */
export class Mails {
  readonly #desk: Desk;
  readonly #tester: MailTester;
  readonly #contact: Combobox;
  #mail: SampleMail = 'invitation';
  #language: Language = 'es';
  #preview: MailPreview | undefined;
  #fault: ClientError | undefined;
  /** What the preview was asked for. */
  #asked = '';

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#tester = new MailTester({
      client: () => desk.portal().client,
      view: () => desk.view(),
      start: (client) =>
        client.call('POST /mail-tests', { body: { mail: this.#mail, locale: this.#language } }),
      read: (client, id) =>
        client.call('GET /mail-tests/:id', { params: { id }, background: true }),
      announce: (text) => desk.announce(text),
      onChange: () => desk.host.requestUpdate(),
    });
    this.#contact = new Combobox(desk.host, {
      id: 'mail-contact',
      name: 'mail-contact',
      maxLength: limits.search,
      search: (q, signal) => this.#search(q, signal),
      onPick: () => desk.host.requestUpdate(),
      onInput: () => desk.host.requestUpdate(),
      onFound: () => desk.host.requestUpdate(),
    });
  }

  /** Whether the person may look at contacts, whose data a mail can be shown with. */
  get #seesContacts(): boolean {
    const held = this.#desk.session()?.permissions ?? [];
    return held.includes('contacts.view') || held.includes('access.manage');
  }

  async #search(q: string, signal: AbortSignal): Promise<Choice[]> {
    const { items } = await this.#desk
      .portal()
      .client.call('GET /contacts', { query: { q, limit: String(offered) }, signal });
    return items.map(({ id, name, customer }) => ({
      value: id,
      label: `${name} · ${customer.name}`,
    }));
  }

  /** What is chosen above the letter. */
  renderTools(): TemplateResult {
    const { t } = this.#desk.view();
    const words = {
      hint: t('branding.mail_of_hint'),
      none: t('branding.mail_of_none'),
      failed: t('error.unavailable'),
    };
    return html`<div class="mail-tools no-print">
      ${selectField({
        id: 'mail-which',
        label: t('branding.mail_which'),
        value: this.#mail,
        options: sampleMails.map((mail) => [mail, t(`branding.mail_${mail}`)] as const),
        onChange: (mail) => {
          this.#mail = mail as SampleMail;
          this.#tester.forget();
          this.#desk.host.requestUpdate();
        },
      })}
      ${
        this.#seesContacts
          ? field({
              id: 'mail-contact',
              label: t('branding.mail_of'),
              control: this.#contact.render(words, false),
            })
          : nothing
      }
      ${button({
        label: t('branding.mail_test'),
        icon: 'mail',
        off: this.#tester.running || !this.#desk.editor.kept,
        onClick: () => void this.#send(),
      })}
      <p class="note">${t('branding.mail_test_text')}</p>
      ${this.#tester.render()}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
    </div>`;
  }

  /** The letter. */
  render(scheme: 'light' | 'dark', language: Language): TemplateResult {
    this.#language = language;
    this.#need();
    const preview = this.#preview;
    if (!preview) return html`${this.#fault ? nothing : bones(6, 'row')}`;
    const { t } = this.#desk.view();
    const { tokens } = this.#desk.editor;
    const of: Palette = (name) => valueOn(tokens, name, scheme === 'dark' ? 1 : 0) ?? '';
    const sheet = {
      'background-color': of('color-background'),
      'border-color': of('color-border'),
      'border-radius': of('radius-medium'),
      'font-family': of('font-family'),
      color: of('color-text'),
    };
    const name = { color: of('color-primary'), 'border-color': of('color-border') };
    const addressOf = (one: MailPreview['from']) =>
      [one.name, one.address && `<${one.address}>`].filter(Boolean).join(' ');
    return html`<dl class="mail-head">
        <dt>${t('branding.mail_from')}</dt>
        <dd>${addressOf(preview.from)}</dd>
        <dt>${t('branding.mail_to')}</dt>
        <dd>${addressOf(preview.to)}</dd>
        <dt>${t('branding.mail_subject')}</dt>
        <dd>${preview.subject}</dd>
      </dl>
      <div class="mail" ${paint({ 'background-color': of('color-surface') })}>
        <div class="mail-sheet" ${paint(sheet)}>
          <p class="mail-name" ${paint(name)}>${preview.brand}</p>
          <p class="mail-heading">${preview.heading}</p>
          ${preview.blocks.map((block) => blockOf(block, of))}
        </div>
      </div>`;
  }

  /** Asks for the letter again once what it is written from is another. */
  #need(): void {
    const { draft } = this.#desk.editor;
    const contact = this.#seesContacts ? this.#contact.picked?.value : undefined;
    const asked = [this.#mail, this.#language, contact, draft?.version].join(' ');
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.#load(asked, contact);
  }

  async #load(asked: string, contact: string | undefined): Promise<void> {
    try {
      const preview = await this.#desk.portal().client.call('POST /mail-previews', {
        body: { mail: this.#mail, locale: this.#language, ...(contact && { contact }) },
      });
      if (asked !== this.#asked) return;
      this.#preview = preview;
      this.#fault = undefined;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#preview = undefined;
      this.#fault = toClientError(error);
    }
    this.#desk.host.requestUpdate();
  }

  async #send(): Promise<void> {
    this.#fault = undefined;
    try {
      await this.#tester.send();
    } catch (error) {
      this.#fault = toClientError(error);
      this.#desk.onFault(this.#fault);
    }
    this.#desk.host.requestUpdate();
  }
}

/** A piece of a letter, as mail clients show it. */
function blockOf(block: Block, of: Palette): TemplateResult {
  switch (block.kind) {
    case 'paragraph':
      return html`<p>${block.text}</p>`;
    case 'lines':
      return html`<p>
        ${block.lines.map((line, i) => html`${i > 0 ? html`<br />` : nothing}${line}`)}
      </p>`;
    case 'list':
      return html`<ul>
        ${block.items.map((item) => html`<li>${item}</li>`)}
      </ul>`;
    case 'facts':
      return html`<dl class="mail-facts" ${paint({ 'background-color': of('color-surface') })}>
        ${block.rows.map(
          ({ label, value }) =>
            html`<dt ${paint({ color: of('color-muted') })}>${label}</dt>
              <dd><code>${value}</code></dd>`,
        )}
      </dl>`;
    case 'action': {
      const act = {
        'background-color': of('color-primary'),
        'border-radius': of('radius-medium'),
        color: of('color-on-primary'),
      };
      return html`<p><span class="mail-button" ${paint(act)}>${block.label}</span></p>
        <p class="mail-link" ${paint({ color: of('color-link') })}>${block.href}</p>`;
    }
    case 'note':
      return html`<p ${paint({ color: of('color-muted') })}>${block.text}</p>`;
    case 'link':
      return html`<p ${paint({ color: of('color-muted') })}>
        ${block.text} <u>${block.label}</u>
      </p>`;
  }
}
