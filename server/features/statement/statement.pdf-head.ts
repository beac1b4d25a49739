import type { Picture } from '../../output/picture.ts';
import { departmentName, phoneLine } from '../../records/departments.ts';
import type { StatementDocument } from './statement.document.ts';
import {
  drawBrand,
  drawFact,
  drawLine,
  drawProof,
  margin,
  type Fact,
} from '../../output/pdf-parts.ts';
import type { PdfPage } from './statement.pdf-sheet.ts';

/** Of the sheet's width, where the blocks of the head begin and how wide they are. */
const blocks = {
  title: 0.55,
  customer: [0, 0.33],
  company: [0.35, 0.2],
  dates: [0.565, 0.125],
} as const;

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
    const { customer } = document.content;
    bottom = Math.max(
      drawParty(sheet, blocks.customer, top, customerFacts(sheet, customer)),
      drawParty(sheet, blocks.company, top, companyFacts(sheet, document)),
      drawParty(sheet, blocks.dates, top, dateFacts(sheet)),
    );
  });
  const words = { verify: t('documents.statement.verify'), qr: t('documents.statement.qr') };
  return Math.max(bottom, drawProof(sheet, document.verifyUrl, words, top)) + 10;
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

/** The company, and whom to ask about what is owed. */
const companyFacts = ({ t }: PdfPage, document: StatementDocument): Line[] => {
  const { content, contact, locale } = document;
  const { company } = content;
  return [
    [{ label: t('statement.company'), value: company.name }],
    [{ label: t('statement.tax_id'), value: company.taxId ?? '' }],
    ...(contact
      ? [
          [{ label: departmentName(t, locale, contact), value: phoneLine(t, contact) }],
          [{ label: t('statement.email'), value: contact.mailbox ?? '' }],
        ]
      : []),
  ];
};

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
    // A value too long to stand beside another has the width to itself.
    if (facts.some(({ value }) => sheet.pdf.widthOf(value, style) > each))
      for (const fact of facts) y = drawFact(sheet, { ...fact, style }, [x, y, width]);
    else {
      const ends = facts.map((fact, j) =>
        drawFact(sheet, { ...fact, style }, [x + j * (each + 10), y, each]),
      );
      y = Math.max(y, ...ends);
    }
  }
  return y;
}
