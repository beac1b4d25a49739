import type { Picture } from '../../output/picture.ts';
import { linesOf } from '../../output/pdf-fonts.ts';
import type { StatementDocument } from './statement.document.ts';
import { drawFact, drawLine, margin, type Fact, type PdfPage } from './statement.pdf-sheet.ts';

/** Of the sheet's width, where the blocks of the head begin and how wide they are. */
const blocks = {
  title: 0.55,
  brand: 0.42,
  customer: [0, 0.33],
  company: [0.36, 0.22],
  dates: [0.61, 0.14],
  proof: [0.78, 0.22],
} as const;
const logoBox = { width: 180, height: 34 };
const qrSize = 56;

/**
 * Draws what stands on the first sheet above the figures: title, logo, who owes whom, when, and where to check it.
 * @returns where it ends
 */
export function drawHead(
  sheet: PdfPage,
  document: StatementDocument,
  logo: Picture | null,
): number {
  const { pdf, t, ink, left } = sheet;
  pdf.artifact(() => pdf.rect(0, 0, pdf.width, 4, { fill: ink['color-primary'] }));
  const title = { size: 22, color: ink['color-text'], weight: 'strong' } as const;
  const place = [left, margin.top + 21, (sheet.right - left) * blocks.title] as const;
  drawLine(sheet, 'H1', t('statement.title'), place, title);
  drawBrand(sheet, document.tenantName, logo);
  const top = margin.top + 48;
  let bottom = 0;
  pdf.group('L', () => {
    const { customer, company } = document.content;
    bottom = Math.max(
      drawParty(sheet, blocks.customer, top, customerFacts(sheet, customer)),
      drawParty(sheet, blocks.company, top, companyFacts(sheet, company)),
      drawParty(sheet, blocks.dates, top, dateFacts(sheet)),
    );
  });
  return Math.max(bottom, drawProof(sheet, document.verifyUrl, top)) + 10;
}

/** The tenant's logo as large as on its site, or its name. */
function drawBrand({ pdf, ink, right, left }: PdfPage, name: string, logo: Picture | null): void {
  const top = margin.top - 6;
  if (!logo) {
    const width = (right - left) * blocks.brand;
    const look = { color: ink['color-primary'], weight: 'strong' } as const;
    const fits = (size: number) => pdf.widthOf(name, { ...look, size }) <= width;
    const style = { ...look, size: [14, 12, 10].find(fits) ?? 9 };
    const shown = pdf.clipped(name, width, style);
    pdf.leaf('P', () => pdf.text(shown, right, margin.top + 19, style, 'right'));
    return;
  }
  const scale = Math.min(0.5, logoBox.width / logo.width, logoBox.height / logo.height);
  const [width, height] = [logo.width * scale, logo.height * scale];
  const x = right - width;
  const y = top + (logoBox.height - height) / 2;
  pdf.leaf('Figure', () => pdf.picture(logo, x, y, width, height), {
    alt: name,
    bbox: [x, y, x + width, y + height],
  });
}

type Parties = StatementDocument['content'];
/** Facts that stand next to each other. */
type Line = Omit<Fact, 'style'>[];

const customerFacts = ({ t }: PdfPage, customer: Parties['customer']): Line[] => [
  [{ label: t('statement.customer'), value: customer.name }],
  [
    { label: t('documents.statement.customer_number'), value: customer.number },
    { label: t('statement.tax_id'), value: customer.taxId ?? '' },
  ],
  [
    { label: t('statement.phone'), value: customer.phone ?? '' },
    { label: t('statement.email'), value: customer.email ?? '' },
  ],
];

const companyFacts = ({ t }: PdfPage, company: Parties['company']): Line[] => [
  [{ label: t('statement.company'), value: company.name }],
  [{ label: t('statement.tax_id'), value: company.taxId ?? '' }],
];

const dateFacts = ({ t, cutOff, consultedAt }: PdfPage): Line[] => [
  [{ label: t('statement.cut_off'), value: cutOff }],
  [{ label: t('statement.made_at'), value: consultedAt }],
];

/** Facts below each other, the first one strong; what is not known is left out. */
function drawParty(
  sheet: PdfPage,
  [from, share]: readonly [number, number],
  top: number,
  lines: Line[],
): number {
  const all = sheet.right - sheet.left;
  const [x, width] = [sheet.left + from * all, share * all];
  const color = sheet.ink['color-text'];
  let y = top;
  for (const [i, line] of lines.entries()) {
    const facts = line.filter(({ value }) => value);
    const style: Fact['style'] =
      i === 0 ? { size: 10, color, weight: 'strong' } : { size: 8.5, color };
    const each = (width - 10 * (facts.length - 1)) / facts.length;
    const ends = facts.map((fact, j) =>
      drawFact(sheet, { ...fact, style }, [x + j * (each + 10), y, each]),
    );
    y = Math.max(y, ...ends);
  }
  return y;
}

/** The address that tells whether this statement was issued, to read and as a QR code. */
function drawProof({ pdf, t, ink, right, left }: PdfPage, url: string, top: number): number {
  const qr = { x: right - qrSize, y: top };
  const x = left + blocks.proof[0] * (right - left);
  const width = qr.x - x - 10;
  const small = { size: 7.5, color: ink['color-muted'] };
  const style = { size: 7.5, color: ink['color-link'] };
  const measured = (text: string) => pdf.widthOf(text, small);
  const words = linesOf(t('documents.statement.verify'), width, measured).slice(0, 3);
  pdf.leaf('P', () => {
    for (const [i, line] of words.entries()) pdf.text(line, x, top + 7 + i * 9.5, small);
  });
  const address = linesOf(url, width, measured);
  const below = top + words.length * 9.5 + 1;
  pdf.group('P', () => pdf.link(address, x, below + 7, style, url));
  const alt = t('documents.statement.qr');
  pdf.leaf('Figure', () => pdf.qr(url, qr.x, qr.y, qrSize, ink['color-text']), {
    alt,
    bbox: [qr.x, qr.y, right, qr.y + qrSize],
  });
  return Math.max(qr.y + qrSize, below + address.length * 9.5);
}
