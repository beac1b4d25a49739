/** Numbers of containers and air waybills, and their check digits. Plain functions: this file may travel to the browser. */

/** A number as it is looked up: upper case, without blanks, dashes, dots and strokes. */
export const cargoKey = (text: string): string => text.toUpperCase().replaceAll(/[\s\-./]/g, '');

/** Letters count from 10, and no multiple of 11 is the value of one (ISO 6346). */
const letterValues = Object.fromEntries(
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').map((letter, i) => [
    letter,
    i + 10 + Math.floor((i + 9) / 10),
  ]),
) as Record<string, number>;

const container = /^([A-Z]{3}[UJZ])(\d{6})(\d)?$/;

/** The check digit of owner, category and serial number: `CSQU305438` has 3. */
export function containerDigit(tenSigns: string): number {
  const sum = Array.from(tenSigns, (sign, position) => {
    const value = letterValues[sign] ?? Number(sign);
    return value * 2 ** position;
  }).reduce((total, one) => total + one, 0);
  return (sum % 11) % 10;
}

/**
 * How a container's number stands with ISO 6346: right, a wrong check digit, or of another kind, as boxes of shippers
 * and trailers have.
 */
export function checkContainer(text: string): 'right' | 'wrong_digit' | 'other' {
  const [, owner, serial, digit] = container.exec(cargoKey(text)) ?? [];
  if (owner === undefined || serial === undefined || digit === undefined) return 'other';
  return containerDigit(owner + serial) === Number(digit) ? 'right' : 'wrong_digit';
}

/** A container's number as it is looked up: where it is one of ISO 6346, without the check digit. */
export function containerKey(text: string): string {
  const key = cargoKey(text);
  return container.test(key) ? key.slice(0, 10) : key;
}

/** How an air waybill's number stands: three digits of the airline, seven and their check digit. */
export function checkAirWaybill(text: string): 'right' | 'wrong_digit' | 'other' {
  const [, serial, digit] = /^\d{3}(\d{7})(\d)$/.exec(cargoKey(text)) ?? [];
  if (serial === undefined) return 'other';
  return Number(serial) % 7 === Number(digit) ? 'right' : 'wrong_digit';
}
