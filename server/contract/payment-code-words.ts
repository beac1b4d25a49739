/** Codes that people pay with in Mexico and Brazil. No imports: this file may travel to the browser. */

export const slipKinds = ['boleto', 'pix', 'clabe', 'oxxo', 'reference'] as const;
export type SlipKind = (typeof slipKinds)[number];

/** Whether a code of a kind is sound by its check digits; of the others any is. */
export function isSoundCode(kind: SlipKind, content: string): boolean {
  if (kind === 'boleto') return isBoleto(content);
  if (kind === 'pix') return isPix(content);
  return kind !== 'clabe' || isClabe(content);
}

/** A CLABE of Mexico: 18 digits, the last of which checks the others by 3, 7, 1. */
export function isClabe(text: string): boolean {
  if (!/^\d{18}$/.test(text)) return false;
  const sum = Array.from(text.slice(0, 17)).reduce(
    (total, digit, i) => total + ((Number(digit) * [3, 7, 1][i % 3]!) % 10),
    0,
  );
  return Number(text[17]) === (10 - (sum % 10)) % 10;
}

/** A Pix code to copy and paste: its tags in EMV's form, the last of them a CRC-16/CCITT-FALSE of all before it. */
export function isPix(text: string): boolean {
  const [, whole, crc] = /^(000201.*6304)([\dA-Fa-f]{4})$/s.exec(text) ?? [];
  if (whole === undefined || !/br\.gov\.bcb\.pix/i.test(whole)) return false;
  return crc16(whole) === Number.parseInt(crc!, 16);
}

function crc16(text: string): number {
  let crc = 0xffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}

/** The line of a boleto: 47 digits, three fields of which and the whole have check digits. */
export function isBoleto(line: string): boolean {
  if (!/^\d{47}$/.test(line)) return false;
  const fields = [
    [0, 9],
    [10, 20],
    [21, 31],
  ] as const;
  if (fields.some(([from, to]) => mod10(line.slice(from, to)) !== Number(line[to]))) return false;
  const bars = barsOf(line);
  return mod11(bars.slice(0, 4) + bars.slice(5)) === Number(bars[4]);
}

/** The 44 digits of a boleto's bar code, out of its line. */
export const barsOf = (line: string): string =>
  line.slice(0, 4) +
  line[32] +
  line.slice(33, 47) +
  line.slice(4, 9) +
  line.slice(10, 20) +
  line.slice(21, 31);

function mod10(digits: string): number {
  const sum = [...digits].toReversed().reduce((total, digit, i) => {
    const product = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

function mod11(digits: string): number {
  const sum = [...digits]
    .toReversed()
    .reduce((total, digit, i) => total + Number(digit) * (2 + (i % 8)), 0);
  const check = 11 - (sum % 11);
  return check > 9 ? 1 : check;
}

/** What a boleto says of itself: its amount, and its last day; null where it names none. */
export function readBoleto(line: string, today: string): { amount: string; due: string | null } {
  const bars = barsOf(line);
  const cents = bars.slice(9, 19).replace(/^0+(?=\d{3})/, '');
  const factor = Number(bars.slice(5, 9));
  return {
    amount: `${cents.slice(0, -2)}.${cents.slice(-2)}`,
    due: factor === 0 ? null : dueOf(factor, today),
  };
}

const day = 86_400_000;
/** Days are counted since 1997-10-07; after 9999, on 2025-02-21, they began at 1000 once more. */
const [firstDay, again] = [Date.UTC(1997, 9, 7), 9000];

/** The day a factor means, where two are nine thousand days apart: the one nearer to today. */
function dueOf(factor: number, today: string): string {
  const now = Date.parse(today);
  const days = [factor, factor + again].map((count) => firstDay + count * day);
  const [early, late] = days as [number, number];
  return new Date(Math.abs(early - now) <= Math.abs(late - now) ? early : late)
    .toISOString()
    .slice(0, 10);
}

// Interleaved 2 of 5: five bars, of which two are wide, stand for a digit; the spaces between them for the next.
const widths = [
  '00110',
  '10001',
  '01001',
  '11000',
  '00101',
  '10100',
  '01100',
  '00011',
  '10010',
  '01010',
];

/** Widths of bars and spaces in turn, bars first, of an even number of digits; what is wide is three times the rest. */
export function interleaved(digits: string): number[] {
  const pairs = digits.match(/\d\d/g) ?? [];
  const body = pairs.flatMap((pair) => {
    const [bars, spaces] = [widths[Number(pair[0])]!, widths[Number(pair[1])]!];
    return [...bars].flatMap((bar, i) => [bar, spaces[i]!]).map((bit) => (bit === '1' ? 3 : 1));
  });
  return [1, 1, 1, 1, ...body, 3, 1, 1];
}
