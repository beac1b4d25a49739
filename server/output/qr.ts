import { encode } from 'uqr';

/** A text as a QR code without a border: rows of `0` and `1`. */
export const qrRows = (text: string): string[] =>
  encode(text, { ecc: 'M', border: 0 }).data.map((row) =>
    row.map((dark) => (dark ? '1' : '0')).join(''),
  );
