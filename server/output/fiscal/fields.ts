import { canonical } from '#contract/decimal';
import { FiscalFileError } from './document.ts';
import { childOf, type XmlNode } from './xml.ts';

/** Characters that are kept of a text of a document. */
const longest = 1_000;

/** Text without signs nobody sees, blanks at its ends and doubled ones; null where nothing is left. */
export function plain(text: string | undefined): string | null {
  const clean = text
    ?.toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed();
  return clean || null;
}

/** The values of one element: its attributes, or the texts of its children. */
export type Fields = {
  /** Null where it is not there or empty. */
  text(name: string): string | null;
  /** @throws FiscalFileError `missing` */
  required(name: string): string;
  /** A decimal as text, at least two digits behind the point; `fallback` where it is not there. @throws FiscalFileError */
  amount(name: string, fallback: string): string;
  amountOrNull(name: string): string | null;
  /** A date, or a date with a time, as it stands there. @throws FiscalFileError */
  date(name: string): string;
};

/** As many digits as a column takes once it has rounded, and behind the point as many as unit prices have. */
const amountForm = /^-?\d{1,14}(?:\.\d{0,10})?$/;
const dateForm =
  /^((?:19|20)\d\d)-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

function fieldsOf(valueOf: (name: string) => string | undefined, path: string): Fields {
  const text = (name: string) => plain(valueOf(name));
  const at = (name: string) => `${path}@${name}`;
  const required = (name: string): string => {
    const value = text(name);
    if (value === null) throw new FiscalFileError('missing', at(name));
    return value;
  };
  const amountOrNull = (name: string): string | null => {
    const value = text(name);
    if (value === null) return null;
    if (!amountForm.test(value)) throw new FiscalFileError('bad_amount', at(name));
    return canonical(value, 2);
  };
  return {
    text,
    required,
    amountOrNull,
    amount: (name, fallback) => amountOrNull(name) ?? fallback,
    date: (name) => {
      const value = required(name);
      const [, year, month, day] = dateForm.exec(value) ?? [];
      if (!year || !isDay(Number(year), Number(month), Number(day)))
        throw new FiscalFileError('bad_date', at(name));
      return value;
    },
  };
}

export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The attributes of an element, as documents of Mexico have their values. */
export const attributesOf = (node: XmlNode, path = node.name): Fields =>
  fieldsOf((name) => node.attributes.get(name), path);

/** The texts of the children of an element, as documents of Brazil have their values. */
export const textsOf = (node: XmlNode, path = node.name): Fields =>
  fieldsOf((name) => childOf(node, name)?.text, path);

const uuidForm = /^[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}$/;

/** A UUID as it is kept, in capitals. @throws FiscalFileError `bad_value` */
export function readUuid(fields: Fields, name: string, path: string): string {
  const uuid = fields.required(name).toUpperCase();
  if (!uuidForm.test(uuid)) throw new FiscalFileError('bad_value', `${path}@${name}`);
  return uuid;
}

/** A code of three letters, as currencies have them. @throws FiscalFileError `bad_value` */
export function readCurrency(fields: Fields, name: string, path: string): string {
  const currency = fields.required(name).toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) throw new FiscalFileError('bad_value', `${path}@${name}`);
  return currency;
}
