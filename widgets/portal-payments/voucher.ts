import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { barsOf, interleaved } from '#contract/payment-code-words';
import type { Slip, Voucher } from '#contract/payments';
import { qrCode, qrStyles } from '../kit/qr.ts';
import type { Copier } from '../records/copier.ts';
import type { View } from '../records/view.ts';

/** What somebody pays with outside of the portal. */
type Code = {
  kind: Voucher['kind'] | Slip['kind'];
  content: string | null;
  reference: string | null;
  bank: string | null;
  beneficiary: string | null;
  qr: readonly string[] | null;
};

/**
 * Numbers stand in groups of five that are apart without a blank between them: whoever marks and copies one has it as it
 * is. Any other code stays what it is.
 */
const grouped = (text: string): unknown =>
  /^[\dA-Z]+$/.test(text)
    ? (text.match(/.{1,5}/g) ?? []).map((part) => html`<span>${part}</span><wbr />`)
    : text;

/** What is paid with: the code to read and to copy, and as a picture where machines read it. */
export function codeView(code: Code, view: View, copier: Copier): TemplateResult {
  const { t } = view;
  const { kind, bank, beneficiary } = code;
  const content = code.content ?? code.reference;
  const label = kind === 'link' ? 'reference' : kind;
  return html`<div class="pay-with">
    ${code.qr ? html`<div part="qr">${qrCode(code.qr, t('payments.qr'))}</div>` : nothing}
    ${kind === 'boleto' && content?.length === 47 ? bars(content, view) : nothing}
    ${
      content === null
        ? nothing
        : html`<div class="code-line">
            <span class="label">${t(`payments.content_${label}`)}</span>
            <span class="code" part="code">${grouped(content)}</span>
            <div class="no-print">
              ${copier.button(content, t('payments.copy_code'), `${t('payments.copy_code')}: ${content}`)}
            </div>
          </div>`
    }
    <dl class="facts">
      ${fact(t('payments.bank'), bank)} ${fact(t('payments.beneficiary'), beneficiary)}
      ${
        code.content !== null && code.reference !== null
          ? fact(
              t('payments.reference_label'),
              copier.button(
                code.reference,
                code.reference,
                t('payments.copy', { text: code.reference }),
              ),
            )
          : nothing
      }
    </dl>
    ${kind === 'transfer' ? html`<p class="quiet-line">${t('payments.transfer_reference')}</p>` : nothing}
  </div>`;
}

const fact = (label: string, value: unknown): TemplateResult | typeof nothing =>
  value === null
    ? nothing
    : html`<div class="fact">
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;

/** The bar code of a boleto, on white with its quiet zone. */
function bars(line: string, { t }: View): TemplateResult {
  const widths = interleaved(barsOf(line));
  let at = 0;
  const shape = widths
    .map((width, i) => {
      const from = at;
      at += width;
      return i % 2 === 0 ? `M${from} 0h${width}v50h-${width}z` : '';
    })
    .join('');
  return html`<div class="bars" part="qr" role="img" aria-label=${t('payments.bars')}>
    <svg
      viewBox="0 0 ${at} 50"
      preserveAspectRatio="none"
      shape-rendering="crispEdges"
      aria-hidden="true"
    >
      ${svg`<path d=${shape}></path>`}
    </svg>
  </div>`;
}

export const voucherStyles = css`
  ${qrStyles}
  .pay-with {
    display: grid;
    gap: calc(var(--p-space) * 3);
    justify-items: start;
  }
  .code-line {
    display: grid;
    gap: var(--p-space);
    max-inline-size: 100%;
  }
  .code-line .code {
    font-size: 1.1429em;
    overflow-wrap: anywhere;
    user-select: all;
  }
  .code-line .code span {
    margin-inline-end: 0.35em;
  }
  .code-line .copy {
    box-sizing: border-box;
    justify-content: center;
    min-block-size: var(--p-control-height);
    padding-inline: calc(var(--p-space) * 4);
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-medium);
  }
  @container (max-width: 30em) {
    .code-line,
    .code-line .copy {
      inline-size: 100%;
    }
  }
  .code-line .label {
    color: var(--p-color-muted);
  }
  .pay-with .facts {
    inline-size: 100%;
    margin: 0;
  }
  .pay-with .quiet-line {
    margin: 0;
  }
  .bars {
    box-sizing: border-box;
    inline-size: min(34em, 100%);
    padding: 1em 1.5em;
    border-radius: var(--p-radius-small);
    background: white;
    color: black;
    forced-color-adjust: none;
  }
  .bars svg {
    display: block;
    inline-size: 100%;
    block-size: 3.5em;
    fill: currentColor;
  }
  .slip {
    display: grid;
    gap: calc(var(--p-space) * 2);
    padding-block: calc(var(--p-space) * 4);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .slip-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--p-space) calc(var(--p-space) * 4);
  }
  .slip-head .figures {
    margin-inline-start: auto;
  }
  .proof-form {
    display: grid;
    gap: calc(var(--p-space) * 3);
    max-inline-size: 28em;
  }
`;
