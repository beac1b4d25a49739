// Used on threads: mails that say another encoding than they are in.
import { isUtf8 } from 'node:buffer';

const replacement = '\uFFFD';
/** What UTF-8 looks like that was read as Latin. */
const twice = /[\u00C2-\u00F4][\u0080-\u00BF]/;

// Signs of Windows-1252 where Latin has controls, by the byte they are.
const windows = new Map(
  Array.from({ length: 32 }, (_, i) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(0x80 + i)),
    0x80 + i,
  ]),
);

// The same before signs of Windows-1252 are turned back: most texts have none of it, and are left at a glance.
const maybeTwice = new RegExp(`[\\u00C2-\\u00F4][\\u0080-\\u00BF${[...windows.keys()].join('')}]`);

/** UTF-8 that was declared as Latin, read as what it is. */
export function mendLatin(text: string): string {
  if (!maybeTwice.test(text)) return text;
  const bytes: number[] = [];
  for (const sign of text) {
    const code = windows.get(sign) ?? sign.codePointAt(0)!;
    if (code > 0xff) return text;
    bytes.push(code);
  }
  const latin = String.fromCharCode(...bytes.slice(0, 50_000));
  if (!twice.test(latin)) return text;
  const whole = Buffer.from(bytes);
  return isUtf8(whole) ? whole.toString() : text;
}

/** Whether a text was in another encoding than its mail says. */
export const isBroken = (text: string): boolean => text.includes(replacement);

/** A mail whose texts say that they are in Windows-1252 instead of UTF-8 or ASCII. @returns null where none says so */
export function asWindows(mail: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength);
  const text = bytes.toString('latin1');
  const changed = text.replaceAll(/charset\s*=\s*"?(?:utf-8|us-ascii)"?/gi, 'charset=windows-1252');
  return changed === text ? null : Buffer.from(changed, 'latin1');
}
