import { zoneName } from '#contract/zone-words';
import { formatDate, formatInstant, formatMoney } from '#contract/format';
import { totalWith } from '#contract/quote-sums';
import { linesOf } from '../../output/pdf-fonts.ts';
import {
  drawColumns,
  drawFooter,
  drawLine,
  drawProof,
  margin,
  type Pair,
  type PdfSheet,
} from '../../output/pdf-parts.ts';
import { openPaper } from '../../output/pdf-sheet.ts';
import { plainOf } from '../../output/rich-text.ts';
import type { QuoteDocument } from './quote.document.ts';
import { drawLines, type QuoteSheet } from './quote.pdf-lines.ts';

/**
 * Draws a quote, or the receipt of what was decided of it, as PDF, tagged, with its fonts.
 * @throws RangeError for a time zone or region there is none of
 */
export async function renderQuote(document: QuoteDocument): Promise<Uint8Array> {
  const { text, decision } = document;
  const { sheet: opened, top } = await openPaper(document, (t) => titleOf(document, t), {
    company: text.company.name,
    createdAt: new Date(decision?.at ?? `${text.issued}T00:00:00Z`),
  });
  const { pdf, t } = opened;
  const sheet: QuoteSheet = {
    ...opened,
    nextPage: () => {
      pdf.addPage();
      return runningHead(sheet, document);
    },
  };
  let y = drawHead(sheet, document, top);
  if (decision) y = drawDecision(sheet, document, y);
  y = drawFreight(sheet, document, y);
  y = drawLines(sheet, document, y);
  y = drawTotals(sheet, document, y);
  if (text.note) y = drawText(sheet, t('quotes.note'), [text.note], y);
  if (text.terms.length > 0) {
    const title = text.termsVersion
      ? t('quotes.terms_version', { version: text.termsVersion })
      : t('quotes.terms');
    y = drawText(sheet, title, plainOf(text.terms), y);
  }
  drawText(sheet, t('quotes.hash'), [document.hash], y);
  drawFooter(sheet, document.tenantName);
  return pdf.finish();
}

const titleOf = ({ text, decision }: QuoteDocument, t: PdfSheet['t']): string =>
  t(decision ? `quotes.receipt_${decision.decision}` : 'quotes.heading', {
    number: text.number,
    version: text.version,
  });

function drawHead(sheet: QuoteSheet, document: QuoteDocument, top: number): number {
  const { t, ink, left, right, format } = sheet;
  const { text, decision } = document;
  const width = right - left;
  let y = drawColumns(sheet, top, decision ? width * 0.68 : width, [
    [
      [t('quotes.customer'), text.customer.name],
      [t('statement.tax_id'), text.customer.taxId],
      [t('quotes.contact'), text.contact],
    ],
    [
      [t('quotes.company'), text.company.name],
      [t('statement.tax_id'), text.company.taxId],
    ],
    [
      [t('quotes.issued'), formatDate(text.issued, format)],
      [t('quotes.valid_until'), formatDate(text.validUntil, format)],
    ],
  ]);
  if (decision) {
    const words = { verify: t('documents.statement.verify'), qr: t('documents.statement.qr') };
    y = Math.max(y, drawProof(sheet, decision.verifyUrl, words, top));
  }
  if (!text.subject) return y + 6;
  const style = { size: 11, color: ink['color-text'], weight: 'strong' } as const;
  drawLine(sheet, 'H2', text.subject, [left, y + 12, width], style);
  return y + 24;
}

/** What was decided, by whom, and for how much. */
function drawDecision(sheet: QuoteSheet, { text, decision, timeZone }: QuoteDocument, top: number) {
  const { t, format } = sheet;
  const { person, at, total, purchaseOrder, reason, reasonText, way } = decision!;
  const reasons = [reason && t(`quotes.reason_${reason}`), reasonText].filter(Boolean).join(': ');
  return (
    drawColumns(sheet, top + 2, sheet.right - sheet.left, [
      [
        [t(`quotes.by_${decision!.decision}`), person],
        [t('quotes.way'), way && t(`quotes.way_${way}`)],
      ],
      [
        [
          t('quotes.decided_at'),
          `${formatInstant(at, format, timeZone)} (${zoneName(timeZone, format)})`,
        ],
      ],
      [
        [t('quotes.accepted_total'), total && formatMoney(total, text.currency, format)],
        [t('quotes.purchase_order'), purchaseOrder],
        [t('quotes.reason'), reasons],
      ],
    ]) + 6
  );
}

function drawFreight(sheet: QuoteSheet, { text: { freight } }: QuoteDocument, top: number): number {
  if (!freight) return top;
  const { t, format } = sheet;
  const boxes = freight.containers.map(({ type, count }) => `${count} × ${type}`).join(', ');
  return (
    drawColumns(sheet, top + 2, sheet.right - sheet.left, [
      [
        [t('quotes.operation'), t(`quotes.operation_${freight.operation}`)],
        [t('quotes.mode'), t(`quotes.mode_${freight.mode}`)],
        [t('quotes.incoterm'), freight.incoterm],
      ],
      [
        [t('quotes.origin'), freight.origin],
        [t('quotes.destination'), freight.destination],
        [t('quotes.ready_on'), freight.readyOn && formatDate(freight.readyOn, format)],
      ],
      [
        [t('quotes.goods'), freight.goods],
        [t('quotes.weight'), freight.weight && `${Number(freight.weight)} kg`],
        [t('quotes.volume'), freight.volume && `${Number(freight.volume)} m³`],
        [t('quotes.containers'), boxes],
      ],
    ]) + 6
  );
}

/** What it costs: of what is firm, and once it is accepted with what was chosen. */
function drawTotals(sheet: QuoteSheet, { text, decision }: QuoteDocument, top: number): number {
  const { t, format, ink, right, pdf } = sheet;
  const money = (amount: string) => formatMoney(amount, text.currency, format);
  const chosen = decision?.options ?? [];
  const rows: Pair[] = [
    [t('quotes.net'), money(text.net)],
    [t('quotes.tax'), money(text.tax)],
    [t(chosen.length > 0 ? 'quotes.subtotal_firm' : 'quotes.total'), money(text.total)],
    ...(chosen.length > 0
      ? [[t('quotes.total_with'), money(totalWith(text.total, text.lines, chosen))] as const]
      : []),
  ];
  let y = top + rows.length * 15 > sheet.bottom ? sheet.nextPage() : top;
  pdf.group('L', () => {
    for (const [i, [label, value]] of rows.entries()) {
      const strong = i >= 2;
      const style = {
        size: strong ? 10 : 9,
        color: ink[strong ? 'color-text' : 'color-muted'],
        ...(strong && { weight: 'strong' as const }),
      };
      y += 15;
      pdf.group('LI', () => {
        pdf.leaf('Lbl', () => pdf.text(label, right - 120, y, style, 'right'));
        pdf.leaf('LBody', () => pdf.text(value!, right, y, style, 'right'));
      });
    }
  });
  return y + 14;
}

/** A heading and paragraphs below it, over as many pages as they need. */
function drawText(sheet: QuoteSheet, title: string, paragraphs: readonly string[], top: number) {
  const { pdf, ink, left, right, bottom } = sheet;
  const style = { size: 8.5, color: ink['color-text'] };
  const strong = { ...style, weight: 'strong' } as const;
  let y = top + 40 > bottom ? sheet.nextPage() : top;
  y += 12;
  drawLine(sheet, 'H2', title, [left, y, right - left], strong);
  for (const paragraph of paragraphs)
    for (const part of paragraph.split('\n')) {
      const rows = linesOf(part, right - left, (words) => pdf.widthOf(words, style));
      for (const row of rows) {
        y += 11.5;
        if (y > bottom) y = sheet.nextPage() + 8;
        drawLine(sheet, 'P', row, [left, y, right - left], style);
      }
    }
  return y + 10;
}

/** What the sheets after the first say of themselves. @returns where the rest begins */
function runningHead({ pdf, t, ink, left, right }: QuoteSheet, document: QuoteDocument): number {
  const style = { size: 7.5, color: ink['color-muted'] };
  const who = `${titleOf(document, t)}  ·  ${document.text.customer.name}`;
  pdf.artifact(
    () => pdf.text(pdf.clipped(who, right - left, style), left, margin.top, style),
    'Pagination',
  );
  return margin.top + 16;
}
