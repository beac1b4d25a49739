import { compareDecimals, isZero } from '#contract/decimal';
import { formatAmount, formatMoney } from '#contract/format';
import { ageingBuckets, type AgeingBucket } from '#contract/ledger-words';
import type { StatementContent, StatementFigures } from '#contract/statement';
import { tint } from '../../output/pdf-ink.ts';
import type { PdfStyle } from '../../output/pdf.ts';
import { drawFact, drawLine, type Fact } from '../../output/pdf-parts.ts';
import type { PdfPage } from './statement.pdf-sheet.ts';

type Section = StatementContent['sections'][number];

/** The figures in the order they are read in, and their words. The total is what the others lead to. */
const words: Record<keyof StatementFigures, string> = {
  total: 'total',
  overdue: 'overdue',
  toFallDue: 'to_fall_due',
  unappliedCredit: 'unapplied_credit',
  limit: 'limit',
  available: 'available',
};

const sizes = [11, 10, 9, 8, 7, 6] as const;

/** Draws the figures of a currency side by side. @returns where they end */
export function drawFigures(
  sheet: PdfPage,
  { figures, currency }: Section,
  showCredit: boolean,
  top: number,
): number {
  const { pdf, t, ink, format, left, right } = sheet;
  const names = (Object.keys(words) as (keyof StatementFigures)[]).filter(
    (name) => figures[name] !== null && (showCredit || (name !== 'limit' && name !== 'available')),
  );
  const values = names.map((name) => formatMoney(figures[name] ?? '0', currency, format));
  const each = (right - left) / names.length;
  const fits = (size: number) =>
    values.every((value) => pdf.widthOf(value, { size, weight: 'strong' }) <= each - 10);
  const size = sizes.find(fits) ?? sizes.at(-1)!;
  let end = top;
  pdf.group('L', () => {
    for (const [i, name] of names.entries()) {
      const alarm = name === 'overdue' && !isZero(figures.overdue);
      const style: PdfStyle = {
        size,
        color: ink[alarm ? 'color-danger' : 'color-text'],
        ...(name === 'total' && { weight: 'strong' }),
      };
      const fact: Fact = {
        label: t(`statement.${words[name]}`),
        value: values[i]!,
        style,
      };
      end = Math.max(end, drawFact(sheet, fact, [left + i * each, top, each - 10]));
    }
  });
  return end;
}

/** What is owed, by how late it is; what is credited stands beside it. */
const owed: readonly AgeingBucket[] = ageingBuckets.filter((bucket) => bucket !== 'credit');
const barHeight = 6;

/**
 * Draws the ageing as a bar and, below it, as a table of the same order: the bar says nothing that the
 * table does not. @returns where it ends
 */
export function drawAgeing(sheet: PdfPage, { ageing, currency }: Section, top: number): number {
  const { pdf, t, ink, format, left, right } = sheet;
  const label = { size: 7.5, color: ink['color-muted'] };
  const buckets = ageingBuckets.filter((bucket) => ageing[bucket] !== undefined);
  const shown = isZero(ageing.credit ?? '0') ? buckets.filter((one) => one !== 'credit') : buckets;
  const each = (right - left) / ageingBuckets.length;
  const style = { size: 8.5, color: ink['color-text'] };
  let y = top + 7;
  const cell = (i: number, text: string, look: PdfStyle) => () =>
    pdf.text(pdf.clipped(text, each - 16, look), left + i * each + 9, y, look);
  pdf.group('Table', () => {
    const title = t('statement.balance');
    drawLine(sheet, 'Caption', title, [left, y, right - left], label);
    drawBar(sheet, ageing, top + 13);
    y = top + 13 + barHeight + 12;
    pdf.artifact(() => {
      for (const [i, bucket] of shown.entries())
        if (bucket !== 'credit')
          pdf.rect(left + i * each, y - 5.2, 5, 5, { fill: shadeOf(sheet, bucket) });
    });
    pdf.group('TR', () => {
      for (const [i, bucket] of shown.entries())
        pdf.leaf('TH', cell(i, t(`statement.ageing_${bucket}`), label), {
          scope: 'Column',
        });
    });
    y += 11;
    pdf.group('TR', () => {
      for (const [i, bucket] of shown.entries())
        pdf.leaf('TD', cell(i, formatAmount(ageing[bucket] ?? '0', currency, format), style));
    });
  });
  return y + 4;
}

/** The parts in their proportion. Lengths only: no amount is reckoned with as a float. */
function drawBar(sheet: PdfPage, ageing: Section['ageing'], top: number): void {
  const { pdf, ink, left, right } = sheet;
  const parts = owed.filter((bucket) => compareDecimals(ageing[bucket] ?? '0', '0') > 0);
  const all = parts.reduce((sum, bucket) => sum + Number(ageing[bucket]), 0);
  const gap = 1.5;
  const room = right - left - gap * Math.max(0, parts.length - 1);
  pdf.artifact(() => {
    if (parts.length === 0)
      return pdf.rect(left, top, right - left, barHeight, { fill: ink['color-border'] });
    // The smallest part is still a sliver that is seen.
    const wide = parts.map((bucket) => Math.max(1, (room * Number(ageing[bucket])) / all));
    const scale = room / wide.reduce((sum, width) => sum + width, 0);
    let x = left;
    for (const [i, bucket] of parts.entries()) {
      pdf.rect(x, top, wide[i]! * scale, barHeight, { fill: shadeOf(sheet, bucket) });
      x += wide[i]! * scale + gap;
    }
  });
}

/** The later, the darker: the order is seen in grey as well. */
function shadeOf({ ink }: PdfPage, bucket: AgeingBucket): string {
  const lateness = owed.indexOf(bucket);
  if (lateness === 0) return tint(ink['color-muted'], 0.6);
  return tint(ink['color-danger'], [0.62, 0.42, 0.2, 0][lateness - 1] ?? 0);
}
