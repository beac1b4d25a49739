/** The words of bank data. Plain constants: this file may travel to the browser. */

/** How a customer pays into an account: by CLABE (Mexico), by a Pix key (Brazil), or by its number. */
export const bankKinds = ['clabe', 'pix', 'account'] as const;
export type BankKind = (typeof bankKinds)[number];

/** Accounts of one company. */
export const mostBankAccounts = 10;

/** Without the blanks and signs that people put between groups. */
const bare = (text: string): string => text.replaceAll(/[\s.\-/()]/g, '');

/** Whether 18 digits are a CLABE: the last one checks the others. */
export function isClabe(text: string): boolean {
  const digits = bare(text);
  if (!/^\d{18}$/.test(digits)) return false;
  const sum = Array.from(digits.slice(0, 17)).reduce(
    (all, digit, i) => all + ((Number(digit) * [3, 7, 1][i % 3]!) % 10),
    0,
  );
  return (10 - (sum % 10)) % 10 === Number(digits[17]);
}

/** Whether the last digits of a CPF or CNPJ check the others. */
function isTaxNumber(digits: string): boolean {
  if (!/^(\d{11}|\d{14})$/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  const most = digits.length === 11 ? 11 : 9;
  return [2, 1].every((left) => {
    const head = digits.slice(0, digits.length - left);
    const sum = [...head]
      .toReversed()
      .reduce((all, digit, i) => all + Number(digit) * ((i % (most - 1)) + 2), 0);
    const rest = sum % 11;
    return (rest < 2 ? 0 : 11 - rest) === Number(digits[head.length]);
  });
}

/** A Pix key as it is kept: a CPF or CNPJ in digits, a mobile number, a mailbox, or a random key; null where it is none. */
export function pixKeyOf(text: string): string | null {
  const trimmed = text.trim();
  const lower = trimmed.toLowerCase();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(lower)) return lower;
  if (/^[^\s@]{1,64}@[^\s@]{1,70}\.[a-z]{2,}$/.test(lower) && lower.length <= 77) return lower;
  const digits = bare(trimmed);
  if (/^\+55[1-9]\d\d{8,9}$/.test(digits)) return digits;
  return isTaxNumber(digits) ? digits : null;
}

/** A number as it is kept; null where it cannot be one of its kind. */
export function bankNumberOf(kind: BankKind, text: string): string | null {
  if (kind === 'clabe') return isClabe(text) ? bare(text) : null;
  if (kind === 'pix') return pixKeyOf(text);
  const trimmed = text.trim();
  return /^[A-Z0-9][A-Z0-9 .\-/]{3,39}$/i.test(trimmed) ? trimmed : null;
}

/** Digits in groups, as they are read: a CLABE is bank, town, account and check digit. */
export const bankNumberText = (kind: BankKind, number: string): string =>
  kind === 'clabe' ? number.replace(/^(\d{3})(\d{3})(\d{11})(\d)$/, '$1 $2 $3 $4') : number;
