import { html, nothing, type TemplateResult } from 'lit';
import { complementDays } from '#contract/fiscal-words';
import type { InvoiceDetail, InvoiceFiscal } from '#contract/invoices';
import { formatInstant, type TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { qrCode } from '../kit/qr.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { dash, day, money, type View } from '../records/view.ts';

export type FiscalOptions = {
  view: View;
  invoice: InvoiceDetail;
  busy: boolean;
  copy: (fiscalId: string) => TemplateResult;
  opener: (id: string, number: string) => TemplateResult;
  /** Leads to a request for the complement that is missing; undefined where nobody may ask. */
  onAsk: (() => void) | undefined;
  /** Asks the authority; undefined where nobody may. */
  onCheck: (() => void) | undefined;
  checking: boolean;
  onFile: (id: string, kind: 'xml' | 'pdf', name: string) => void;
};

type Payment = InvoiceFiscal['payments'][number];
type Relation = InvoiceFiscal['relations'][number];

const tones = {
  valid: ['success', 'check'],
  cancelled: ['danger', 'cross'],
  denied: ['danger', 'alert'],
  unauthorised: ['neutral', 'info'],
} as const;

export { disclosureStyles } from '../kit/disclosure.styles.ts';
export { qrStyles } from '../kit/qr.ts';

/** The fiscal document of an invoice: how it stands, what pays it, and what it has to do with others. */
export function fiscalDetail(options: FiscalOptions): TemplateResult | typeof nothing {
  const { fiscal } = options.invoice;
  if (!fiscal) return nothing;
  const { t } = options.view;
  return html`<h3 class="subtitle" part="fiscal">${t('fiscal_detail.title')}</h3>
    ${fiscal.environment === 'test' ? notice('warning', t('fiscal_detail.test')) : nothing}
    ${missing(fiscal, options)} ${facts(fiscal, options)} ${payments(fiscal, options)}
    ${relations(fiscal, options)} ${warnings(fiscal, options.view)}`;
}

function missing(fiscal: InvoiceFiscal, { view, invoice, onAsk }: FiscalOptions): unknown {
  if (fiscal.missing === null) return nothing;
  const { t } = view;
  const amount = money(fiscal.missing, invoice.currency, view);
  return notice(
    'warning',
    html`<strong>${t('fiscal_detail.missing')}</strong>
      ${t('fiscal_detail.missing_text', { days: complementDays, amount })}
      ${onAsk ? html`<span class="ask no-print">${button({ label: t('fiscal_detail.request'), onClick: onAsk })}</span>` : nothing}`,
  );
}

const state = (of: keyof typeof tones, t: View['t']) =>
  badge(tones[of][0], tones[of][1], t(`fiscal_detail.state_${of}`), `fiscal-${of}`);

/** Milliseconds within which a document that is not found may still be on its way to the authority: 72 hours, and the hours Mexico is behind. */
const young = (72 + 8) * 3_600_000;

/** What the authority said last, and when. */
function answer({ answer: said, stampedAt }: InvoiceFiscal, { t, format }: View): unknown {
  if (!said) return nothing;
  const age = Date.parse(said.checkedAt) - Date.parse(`${stampedAt ?? ''}Z`);
  const what = said.state === 'unknown' && age < young ? 'not_yet' : said.state;
  return html`${t('fiscal_detail.checked', {
    when: formatInstant(said.checkedAt, format),
    what: t(`fiscal_detail.answer_${what}`),
  })}
  ${said.efos === '100' ? t('fiscal_detail.efos') : nothing}`;
}

function facts(
  fiscal: InvoiceFiscal,
  { view, copy, onCheck, checking }: FiscalOptions,
): TemplateResult {
  const { t } = view;
  const fact = (label: TextKey, value: unknown, kind = '') =>
    html`<div class="fact ${kind}">
      <dt>${t(label)}</dt>
      <dd>${value}</dd>
    </div>`;
  const taxpayer = ({ taxId, name }: InvoiceFiscal['issuer']) =>
    taxId || name ? html`${name ?? nothing} <small>${taxId}</small>` : dash;
  const number = [fiscal.series, fiscal.number].filter(Boolean).join(' ');
  return html`<dl class="facts" aria-label=${t('fiscal_detail.title')}>
      ${fact('fiscal_detail.state', state(fiscal.state, t))}
      ${fact('fiscal_detail.fiscal_number', number || dash, 'figures')}
      ${fact('fiscal_detail.issued', localTime(fiscal.issuedAt, view), 'figures')}
      ${fiscal.method === 'PUE' || fiscal.method === 'PPD' ? fact('fiscal_detail.method', t(`fiscal_detail.method_${fiscal.method}`), 'broad') : nothing}
      ${fact('fiscal_detail.issuer', taxpayer(fiscal.issuer), 'broad')}
      ${fact('fiscal_detail.receiver', taxpayer(fiscal.receiver), 'broad')}
      ${fact('invoices.fiscal_id', copy(fiscal.fiscalId), 'broad')}
    </dl>
    ${
      fiscal.link
        ? html`<p class="authority">
              <a class="no-print" href=${fiscal.link} target="_blank" rel="noopener noreferrer"
                >${t(fiscal.country === 'MX' ? 'fiscal_detail.check_mx' : 'fiscal_detail.check_br')}</a
              >
              ${fiscal.mayCheck && onCheck ? button({ kind: 'quiet', label: t(checking ? 'fiscal_detail.asking' : 'fiscal_detail.ask_now'), off: checking, onClick: onCheck }) : nothing}
              <span>${answer(fiscal, view)}</span>
            </p>
            <details class="authority-qr">
              <summary>${icon('chevron')}<span>${t('fiscal_detail.qr')}</span></summary>
              ${qrCode(fiscal.qr, t('fiscal_detail.qr_of'))}
            </details>`
        : nothing
    }`;
}

/** The time as the document has it: local to its issuer, in no zone of the reader's. */
function localTime(text: string, view: View): string {
  const [, time = ''] = /T(\d\d:\d\d)/.exec(text) ?? [];
  return `${day(text.slice(0, 10), view)} ${time}`.trim();
}

function payments({ payments: all }: InvoiceFiscal, options: FiscalOptions): unknown {
  if (all.length === 0) return nothing;
  const { view } = options;
  const { t } = view;
  const c = columnsOf<Payment>(view);
  return html`<h3 class="subtitle">${t('fiscal_detail.payments')}</h3>
    ${table({
      caption: t('fiscal_detail.payments'),
      columns: [
        c.date('fiscal_detail.paid_on', (one) => one.paidAt.slice(0, 10), { card: 'heading' }),
        c.short('fiscal_detail.complement', (one) => identity(one)),
        c.short('fiscal_detail.instalment', (one) => one.instalment),
        c.money('fiscal_detail.paid', (one) => [one.paid, one.currency]),
        c.money('fiscal_detail.remaining', (one) => [one.remaining, one.currency]),
        all.some(({ state: of }) => of !== 'valid') &&
          c.text('fiscal_detail.state', (one) => (one.state ? state(one.state, t) : dash)),
        c.action('fiscal_detail.files', (one) => files(one, options)),
      ],
      rows: all,
      key: (one) => `${one.fiscalId} ${one.instalment} ${one.paidAt}`,
      wide: 'small',
    })}`;
}

const identity = ({ number, fiscalId }: { number: string; fiscalId: string }) =>
  html`<span part="relation" title=${fiscalId}>${number || `${fiscalId.slice(0, 8)}…`}</span>`;

function files(
  one: Pick<Payment, 'xml' | 'pdf' | 'number' | 'fiscalId'>,
  { view: { t }, busy, onFile }: FiscalOptions,
): TemplateResult {
  const name = one.number || one.fiscalId;
  return html`<span class="files">
    ${(['xml', 'pdf'] as const).map((kind) =>
      one[kind] === null
        ? nothing
        : button({
            kind: 'quiet',
            label: kind.toUpperCase(),
            name: t('invoices.file', { kind: kind.toUpperCase(), number: name }),
            off: busy,
            onClick: () => onFile(one[kind]!, kind, name),
          }),
    )}
  </span>`;
}

function relations({ relations: all }: InvoiceFiscal, options: FiscalOptions): unknown {
  if (all.length === 0) return nothing;
  const { view, opener } = options;
  const { t } = view;
  const c = columnsOf<Relation>(view);
  return html`<h3 class="subtitle">${t('fiscal_detail.relations')}</h3>
    ${table({
      caption: t('fiscal_detail.relations'),
      columns: [
        c.text(
          'fiscal_detail.relation',
          (one) => t(`fiscal_detail.${one.isIncoming ? 'related' : 'relation'}_${one.kind}`),
          { card: 'heading' },
        ),
        c.short('fiscal_detail.document', (one) => identity(one)),
        c.date('fiscal_detail.date', (one) => one.date),
        c.money('fiscal_detail.total', (one) =>
          one.total !== null && one.documentCurrency && Number(one.total) !== 0
            ? [one.total, one.documentCurrency]
            : null,
        ),
        all.some(({ text }) => text) && c.wide('fiscal_detail.kind_event', (one) => one.text),
        c.action('fiscal_detail.files', (one) =>
          one.invoiceId && one.invoiceId !== options.invoice.id
            ? opener(one.invoiceId, one.number)
            : files(one, options),
        ),
      ],
      rows: all,
      key: (one) => `${one.kind} ${one.isIncoming} ${one.fiscalId}`,
      wide: 'small',
    })}`;
}

function warnings({ warnings: all }: InvoiceFiscal, { t }: View): unknown {
  if (all.length === 0) return nothing;
  return html`<h3 class="subtitle">${t('fiscal_detail.warnings')}</h3>
    <ul class="remarks">
      ${all.map(({ code, at, by }) => {
        const where = [at, by].filter(Boolean).join(', ');
        return html`<li>
          ${t(`fiscal_detail.warning_${code}`)}${where ? ` (${where})` : nothing}
        </li>`;
      })}
    </ul>`;
}
