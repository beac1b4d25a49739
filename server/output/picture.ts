/** A picture as PNG, with its size in pixels. */
export type Picture = { content: Buffer; width: number; height: number };

/** Pixels a logo has at most: it is shown at half of them, so that it is sharp on dense screens. */
const logoBox = { width: 640, height: 160 };
const mostBytes = 5_000_000;
const mostPixels = 50_000_000;

/**
 * Makes a PNG of any picture or SVG, no larger than a logo may be. Drawings are made as large as that;
 * pixels are never blown up.
 * @throws Error where it is no picture, or too large to be opened
 */
export async function toLogo(picture: Uint8Array): Promise<Picture> {
  if (picture.length > mostBytes) throw new Error(`A logo has at most ${mostBytes} bytes`);
  // Loaded with the first logo: a server that only shows them does without.
  const { default: sharp } = await import('sharp');
  const source = sharp(picture, { limitInputPixels: mostPixels });
  try {
    const { format } = await source.metadata();
    const { data, info } = await source
      .autoOrient()
      .resize({ ...logoBox, fit: 'inside', withoutEnlargement: format !== 'svg' })
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true });
    return { content: data, width: info.width, height: info.height };
  } catch (error) {
    throw new Error('The logo is no picture that can be read', { cause: error });
  }
}

/**
 * A logo on white, without transparency.
 * @throws Error where it is no PNG, or larger than a logo may be
 */
export async function onPaper(png: Uint8Array): Promise<Picture> {
  if (png.length > mostBytes) throw new Error(`A logo has at most ${mostBytes} bytes`);
  const { default: sharp } = await import('sharp');
  const source = sharp(png, { limitInputPixels: logoBox.width * logoBox.height });
  const { format } = await source.metadata();
  if (format !== 'png') throw new Error('A logo is kept as PNG');
  const { data, info } = await source
    .flatten({ background: 'white' })
    .png({ compressionLevel: 9 })
    .toBuffer({ resolveWithObject: true });
  return { content: data, width: info.width, height: info.height };
}
