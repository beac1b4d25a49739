import { createHash } from 'node:crypto';
import { onPaper, type Picture } from './picture.ts';

/** Logos that were seen last, ready to be put into a file. Documents of a tenant are drawn one after the other. */
const known = new Map<string, Promise<Picture | null>>();
const mostKnown = 20;

/**
 * A logo as it goes into a document: opaque, as the pixels of such a picture are copied as they are, while
 * transparent ones are unpacked and packed again in every file.
 * @returns null for what is no picture that a logo can be
 */
export function pdfLogo(png: Uint8Array): Promise<Picture | null> {
  const key = createHash('sha256').update(png).digest('base64');
  let logo = known.get(key);
  if (!logo) {
    logo = onPaper(png).catch(() => null);
    known.set(key, logo);
    if (known.size > mostKnown) known.delete(known.keys().next().value!);
  }
  return logo;
}
