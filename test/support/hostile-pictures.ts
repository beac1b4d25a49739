// Pictures that would do harm if anything but their pixels were kept.
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';

export const svg = (content: string, attributes = 'viewBox="0 0 100 40"', before = '') =>
  Buffer.from(
    `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${content}</svg>`,
  );
export const shape = '<rect width="60" height="20" fill="#0a6c8c"/>';

/** A PNG that says it is so large. */
function pngOf(width: number, height: number, data = deflateSync(Buffer.alloc(1000))): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** What becomes of a picture: its code, or `defused` where only its pixels are left. */
export const defused = 'defused';
export async function hostilePictures(): Promise<
  [name: string, bytes: Buffer, expected: string][]
> {
  const frame = { width: 64, height: 32, channels: 4, background: '#0a6c8c' } as const;
  const plain = sharp({ create: frame });
  const [png, jpeg, webp, gif, tiff] = await Promise.all([
    plain.clone().png().toBuffer(),
    plain.clone().jpeg().toBuffer(),
    plain.clone().webp().toBuffer(),
    plain.clone().gif().toBuffer(),
    plain.clone().tiff().toBuffer(),
  ]);
  const frames = await Promise.all(
    ['#000000', '#ffffff'].map((background) =>
      sharp({ create: { ...frame, background } })
        .png()
        .toBuffer(),
    ),
  );
  const moving = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
  const lol = `<!DOCTYPE svg [<!ENTITY a "lol">${'bcdefgh'
    .split('')
    .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefg'[i]};`.repeat(10)}">`)
    .join('')}]>`;
  const nested = Array.from(
    { length: 60 },
    (_, i) =>
      `<g id="g${i}">${i === 0 ? shape : `<use href="#g${i - 1}"/><use href="#g${i - 1}"/>`}</g>`,
  ).join('');
  return [
    ['a script in a drawing', svg(`<script>alert(1)</script>${shape}`), defused],
    ['a handler in a drawing', svg(`<rect onload="alert(1)" width="9" height="9"/>`), defused],
    ['a handler at its root', svg(shape, 'viewBox="0 0 9 9" onload="alert(1)"'), defused],
    [
      'HTML in a drawing',
      svg(`<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>${shape}`),
      defused,
    ],
    [
      'a picture from elsewhere',
      svg(`<image href="https://evil.example/x.png" width="9" height="9"/>${shape}`),
      defused,
    ],
    [
      'a file of the machine',
      svg(`<image xlink:href="file:///etc/passwd" width="9" height="9"/>${shape}`),
      defused,
    ],
    ['a link that runs', svg(`<a href="javascript:alert(1)">${shape}</a>`), defused],
    [
      'a style sheet from elsewhere',
      svg(`<style>@import url(//evil.example/x.css);</style>${shape}`),
      defused,
    ],
    [
      'a drawing from elsewhere',
      svg(`<use href="https://evil.example/x.svg#a"/>${shape}`),
      defused,
    ],
    [
      'an animation',
      svg(`<rect width="9" height="9"><animate attributeName="x" to="9"/></rect>`),
      defused,
    ],
    [
      'a style sheet of its own',
      svg(shape, 'viewBox="0 0 9 9"', '<?xml-stylesheet href="//evil.example/x.css"?>'),
      defused,
    ],
    [
      'a document type without entities',
      svg(shape, 'viewBox="0 0 9 9"', '<!DOCTYPE svg>'),
      defused,
    ],
    [
      'entities within entities',
      svg('<text>&h;</text>', 'viewBox="0 0 9 9"', lol),
      'picture_unsafe',
    ],
    [
      'an entity of a file',
      svg(
        '<text>&x;</text>',
        'viewBox="0 0 9 9"',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
      ),
      'picture_unsafe',
    ],
    [
      'an entity from elsewhere',
      svg(
        '<text>&x;</text>',
        'viewBox="0 0 9 9"',
        '<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]>',
      ),
      'picture_unsafe',
    ],
    ['shapes within shapes', svg(nested), 'picture_unsafe'],
    ['many elements', svg('<g/>'.repeat(6_000)), 'picture_unsafe'],
    [
      'many filters',
      svg('<filter id="f"><feGaussianBlur stdDeviation="999"/></filter>'.repeat(50)),
      'picture_unsafe',
    ],
    ['a drawing of many bytes', svg(`<!--${'x'.repeat(600_000)}-->`), 'picture_too_large'],
    [
      'a drawing of a kilometre',
      svg(shape, 'width="9999999" height="9999999"'),
      'picture_too_large',
    ],
    ['a drawing without a size', svg(shape, 'width="0" height="0"'), 'picture_unreadable'],
    ['a drawing cut off', svg(shape).subarray(0, 120), 'picture_unreadable'],
    [
      'a drawing in no UTF-8',
      Buffer.concat([svg(shape), Buffer.from([0xff, 0xfe])]),
      'picture_unreadable',
    ],
    ['a packed drawing', gzipSync(svg(shape)), 'picture_type'],
    ['a flood of pixels', pngOf(60_000, 60_000), 'picture_too_large'],
    ['a flood in one line', pngOf(90_000_000, 1), 'picture_too_large'],
    ['a size of nothing', pngOf(0, 10), 'picture_unreadable'],
    ['pixels that are not there', pngOf(500, 500), 'picture_unreadable'],
    ['a PNG cut off', png.subarray(0, png.length - 30), 'picture_unreadable'],
    [
      'a PNG with its sum wrong',
      Buffer.concat([png.subarray(0, 20), Buffer.from([9]), png.subarray(21)]),
      'picture_unreadable',
    ],
    [
      'a PNG with an archive behind it',
      Buffer.concat([png, Buffer.from('PK\x03\x04evil')]),
      defused,
    ],
    [
      'a PNG with a page behind it',
      Buffer.concat([png, Buffer.from('<script>alert(1)</script>')]),
      defused,
    ],
    ['a JPEG cut off', jpeg.subarray(0, 150), 'picture_unreadable'],
    ['a WebP cut off', webp.subarray(0, 30), 'picture_unreadable'],
    ['a WebP that moves', moving, 'picture_animated'],
    ['a GIF', gif, 'picture_type'],
    ['a GIF that is a program', Buffer.from('GIF89a=1;alert(1)'), 'picture_type'],
    ['a TIFF', tiff, 'picture_type'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'picture_type'],
    ['a document', Buffer.from('%PDF-1.7\n'), 'picture_type'],
    ['nothing', Buffer.alloc(0), 'picture_type'],
    ['a program', Buffer.from('MZ\x90\0'), 'picture_type'],
    [
      'more bytes than a logo has',
      Buffer.concat([png, Buffer.alloc(5_000_000)]),
      'picture_too_large',
    ],
  ];
}
