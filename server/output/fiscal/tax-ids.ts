import { isDay } from './fields.ts';

/** The signs of an RFC in the order of their values, which the check digit is counted with. */
const rfcSigns = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ';
const rfcForm = /^([A-ZÑ&]{3,4})(\d\d)(\d\d)(\d\d)([A-Z\d]{2})([A\d])$/;
/** What stands for the public at large and for foreigners: no check digit holds for them. */
const rfcGeneric = ['XAXX010101000', 'XEXX010101000'];

export type TaxIdVerdict = 'right' | 'check_digit' | 'broken';

/** An RFC as it is compared: in capitals, without signs between its parts. */
export const plainTaxId = (text: string): string => text.toUpperCase().replaceAll(/[\s./-]/g, '');

/** Whether an RFC has the form of one, with a day of birth or foundation in it, and the check digit that belongs to it. */
export function judgeRfc(rfc: string): TaxIdVerdict {
  if (rfcGeneric.includes(rfc)) return 'right';
  const [, , year, month, day] = rfcForm.exec(rfc) ?? [];
  // The century is not in it: of the two that can be meant, one knows a 29 February where the other may not.
  const born = (century: number) => isDay(century + Number(year), Number(month), Number(day));
  if (!year || !(born(1900) || born(2000))) return 'broken';
  return rfc.endsWith(rfcCheckDigit(rfc.slice(0, -1))) ? 'right' : 'check_digit';
}

function rfcCheckDigit(body: string): string {
  const signs = [...body.padStart(12)];
  const sum = signs.reduce((all, sign, at) => all + rfcSigns.indexOf(sign) * (13 - at), 0);
  const rest = 11 - (sum % 11);
  return rest === 11 ? '0' : rest === 10 ? 'A' : String(rest);
}

/** The value of a sign of a Brazilian number: since 2026 there are letters among them. */
const valueOf = (sign: string): number => sign.charCodeAt(0) - 48;

/** Modulus 11 with the weights 2 to 9 from the right; a remainder below 2 gives 0. */
export function mod11(signs: string): number {
  const sum = [...signs]
    .toReversed()
    .reduce((all, sign, at) => all + valueOf(sign) * (2 + (at % 8)), 0);
  const rest = sum % 11;
  return rest < 2 ? 0 : 11 - rest;
}

/** A CNPJ, with letters or without; the last two are its check digits. */
export function judgeCnpj(cnpj: string): TaxIdVerdict {
  if (!/^[A-Z\d]{12}\d\d$/.test(cnpj)) return 'broken';
  const body = cnpj.slice(0, 12);
  const first = mod11(body);
  return cnpj === `${body}${first}${mod11(`${body}${first}`)}` ? 'right' : 'check_digit';
}

export function judgeCpf(cpf: string): TaxIdVerdict {
  if (!/^\d{11}$/.test(cpf)) return 'broken';
  const digit = (body: string) => {
    const sum = [...body].reduce((all, sign, at) => all + Number(sign) * (body.length + 1 - at), 0);
    return ((sum * 10) % 11) % 10;
  };
  const first = digit(cpf.slice(0, 9));
  return cpf.endsWith(`${first}${digit(`${cpf.slice(0, 9)}${first}`)}`) ? 'right' : 'check_digit';
}

/** A key of an NF-e, an NFC-e or a CT-e: 44 signs, the last one its check digit. Letters stand in the CNPJ alone. */
export function judgeKey(key: string): TaxIdVerdict {
  if (!/^\d{6}[A-Z\d]{12}\d{26}$/.test(key)) return 'broken';
  return key.endsWith(String(mod11(key.slice(0, 43)))) ? 'right' : 'check_digit';
}
