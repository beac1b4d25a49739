import type { LogoKind } from '#contract/branding-words';
import { limits } from '#contract/limits';
import { AppError } from '../http/app-error.ts';

/** A picture as PNG, with its size in pixels. */
export type Picture = { content: Buffer; width: number; height: number };

/** Pixels a logo has at most: it is shown at half of them, so that it is sharp on dense screens. */
const logoBox = { width: 640, height: 160 };
const faviconBox = { width: 96, height: 96 };
const mostPixels = 50_000_000;
/** Bytes and elements of a drawing, and of those that are drawn many times over or cost much. */
const mostDrawing = 500_000;
const mostElements = 5_000;
const mostUses = 100;
const mostFilters = 20;

type Code = Extract<ConstructorParameters<typeof AppError>[0], `picture_${string}`>;

/**
 * Makes a PNG of a PNG, JPEG, WebP or SVG: decoded and drawn anew, so that nothing but its pixels is left; without
 * the blank around it, and no larger than it may be. Drawings are made as large as that; pixels are never blown up.
 * @throws AppError `picture_…`
 */
export async function toBrandPicture(bytes: Uint8Array, kind: LogoKind): Promise<Picture> {
  if (bytes.length > limits.logoBytes) refuse('picture_too_large');
  const type = typeOf(bytes);
  if (!type) refuse('picture_type');
  if (type === 'svg') checkDrawing(bytes);
  // Loaded with the first logo: a server that only shows them does without.
  const { default: sharp } = await import('sharp');
  const box = kind === 'favicon' ? faviconBox : logoBox;
  const open = () => sharp(bytes, { limitInputPixels: mostPixels, failOn: 'warning' });
  const { width = 0, height = 0, pages = 1, format } = await read(() => open().metadata());
  if (format !== type) refuse('picture_type');
  if (pages > 1) refuse('picture_animated');
  if (width * height > mostPixels) refuse('picture_too_large');
  const drawn = await read(() =>
    open()
      .autoOrient()
      // A drawing is made larger first, since its blank goes before it is made to fit.
      .resize({
        width: box.width * 2,
        height: box.height * 4,
        fit: 'inside',
        withoutEnlargement: type !== 'svg',
      })
      .png()
      .toBuffer(),
  );
  // What is blank from edge to edge has nothing that could be left.
  const { isOpaque } = await sharp(drawn).stats();
  const trimmed = await sharp(drawn)
    .trim(isOpaque ? {} : { background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png()
    .toBuffer()
    .catch(() => drawn);
  const { data, info } = await read(() =>
    sharp(trimmed)
      .resize({ ...box, fit: 'inside', withoutEnlargement: type !== 'svg' })
      .png({ compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true }),
  );
  return { content: data, width: info.width, height: info.height };
}

/**
 * The same for the operator.
 * @throws Error in words where it is no picture, or too large to be opened
 */
export async function toLogo(bytes: Uint8Array): Promise<Picture> {
  try {
    return await toBrandPicture(bytes, 'light');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new Error(
      error.code === 'picture_too_large'
        ? `A logo has at most ${limits.logoBytes} bytes and ${mostPixels} pixels, a drawing ${mostDrawing} bytes`
        : 'The logo is no picture that can be read: a PNG, JPEG, WebP or SVG that does not move',
      { cause: error },
    );
  }
}

function refuse(code: Code): never {
  throw new AppError(code);
}

async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { message } = error as Error;
    throw new AppError(/pixel limit/.test(message) ? 'picture_too_large' : 'picture_unreadable');
  }
}

/** What the bytes begin as; only that is opened. */
function typeOf(bytes: Uint8Array): 'png' | 'jpeg' | 'webp' | 'svg' | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp';
  const text = Buffer.from(bytes.subarray(0, 8_000)).toString('utf8');
  return /^\ufeff?\s*</.test(text) && /<(?:\w+:)?svg[\s>/]/i.test(text) ? 'svg' : null;
}

/**
 * Holds a drawing against what would be much work to draw. What it refers to outside of itself is never loaded, and
 * what it would run never runs.
 */
function checkDrawing(bytes: Uint8Array): void {
  if (bytes.length > mostDrawing) refuse('picture_too_large');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('picture_unreadable');
  }
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  if (/<!ENTITY|<!DOCTYPE[^>]*\[/i.test(text)) refuse('picture_unsafe');
  if (
    count(/<[a-z]/gi) > mostElements ||
    count(/<(?:\w+:)?use\b/gi) > mostUses ||
    count(/<(?:\w+:)?(?:filter|fe\w+|pattern|mask)\b/gi) > mostFilters
  )
    refuse('picture_unsafe');
}

/**
 * A logo on white, without transparency.
 * @throws Error where it is no PNG, or larger than a logo may be
 */
export async function onPaper(png: Uint8Array): Promise<Picture> {
  if (png.length > limits.logoBytes)
    throw new Error(`A logo has at most ${limits.logoBytes} bytes`);
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
