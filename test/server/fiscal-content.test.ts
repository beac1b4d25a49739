// What is stored as a fiscal document is one, in any encoding a reader may take it for, and does nothing by itself.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createFiscalReader } from '../../server/output/fiscal/reader.ts';
import { lookAt } from '../../server/output/fiscal-content.job.ts';
import { isFiscalContent } from '../../server/output/fiscal-content.ts';
import { createForeignReader } from '../../server/output/foreign/reader.ts';
import { root } from '../support/sources.ts';

/** Whether it is kept; whoever reads it as a document says the same. */
const xml = (text: string | Buffer) => {
  const content = Buffer.from(text);
  const isKept = isFiscalContent({ kind: 'xml', content });
  assert.equal(lookAt({ kind: 'xml', content }).isSound, isKept, content.toString().slice(0, 80));
  return isKept;
};
const pdf = (content: string) =>
  isFiscalContent({ kind: 'pdf', content: Buffer.from(content, 'latin1') });
const declared = (encoding: string, rest = '<a>ñ</a>') =>
  `<?xml version="1.0" encoding="${encoding}"?>${rest}`;

describe('XML', () => {
  test('is taken in UTF-8, with or without its mark, and in ISO-8859-1 or Windows-1252 where it says so', () => {
    for (const good of [
      '<a/>',
      '\uFEFF \n<nfeProc/>',
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?><a/>',
      declared('utf-8'),
      Buffer.from(declared('ISO-8859-1'), 'latin1'),
      Buffer.from(declared('windows-1252'), 'latin1'),
      ' <?xml version="1.0"?><a/>',
      '<a xmlns="http://www.sat.gob.mx/cfd/4"><!-- < & --><b c="&lt;&#241;"><![CDATA[<html>]]></b></a>',
    ])
      assert.equal(xml(good), true, String(good));
  });

  test('is refused in any encoding that a reader may read otherwise', () => {
    const entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>';
    const wide = Buffer.from(entity, 'utf16le');
    for (const bad of [
      wide,
      Buffer.from(`\uFEFF${entity}`, 'utf16le'),
      Buffer.from(wide).swap16(),
      Buffer.from('<a/>', 'utf16le'),
      '<a>\0</a>',
      declared('UTF-16'),
      declared('UTF-7'),
      declared('windows-1251'),
      declared('cp037'),
      declared(''),
      Buffer.from('<a>ñ</a>', 'latin1'),
      Buffer.from(`\uFEFF${declared('ISO-8859-1')}`),
    ])
      assert.equal(xml(bad), false, bad.toString());
  });

  test('is refused where it is not well-formed, defines anything, or acts by itself', () => {
    const space = (name: string) => `http://www.w3.org/${name}`;
    for (const bad of [
      '',
      'factura',
      '<a>',
      '<a></b>',
      '<a/><b/>',
      '<a b=1/>',
      '<a b="1" b="2"/>',
      '<a>&nbsp;</a>',
      '<x:a/>',
      '<!DOCTYPE a><a/>',
      '<!doctype html><html/>',
      '<a/><!ENTITY b "c">',
      '<?xml-stylesheet href="https://x.example/a.xsl" type="text/xsl"?><a/>',
      '<a><?php echo 1?></a>',
      '<html><script>1</script></html>',
      '<!-- --><HTML/>',
      `<html xmlns="${space('1999/xhtml')}"/>`,
      `<a xmlns:h="${space('1999/xhtml')}"><h:script>1</h:script></a>`,
      `<svg xmlns="${space('2000/svg')}" onload="1"/>`,
      `<s:g xmlns:s="${space('2000/svg')}"/>`,
      `<a xmlns:i="${space('2001/XInclude')}"><i:include href="file:///etc/passwd"/></a>`,
      `<t:stylesheet xmlns:t="${space('1999/XSL/Transform')}" version="1.0"/>`,
      '<a>'.repeat(65) + '</a>'.repeat(65),
      `<a ${Array.from({ length: 501 }, (_, i) => `b${i}=""`).join(' ')}/>`,
      '%PDF-1.7',
    ])
      assert.equal(xml(bad), false, bad.slice(0, 80));
  });
});

describe('PDF', () => {
  test('begins with its mark, behind a mark of text and blanks at most', () => {
    const filler = (length: number) => ' '.repeat(length);
    for (const good of [
      '%PDF-1.4',
      '\xEF\xBB\xBF%PDF-1.4',
      '\r\n\r\n%PDF-1.7',
      `${filler(1_019)}%PDF-`,
    ])
      assert.equal(pdf(good), true, good.slice(0, 20));
    for (const bad of [
      '',
      '<a/>',
      'MZ%PDF-1.4',
      '<html>%PDF-1.4',
      `${filler(1_020)}%PDF-`,
      '%PDX-',
    ])
      assert.equal(pdf(bad), false, bad.slice(0, 20));
  });

  test('runs no script and starts no program that it names in plain words', () => {
    const action = (name: string) =>
      `%PDF-1.7\n1 0 obj <</OpenAction <</S ${name} /JS (app.alert(1))>>>>`;
    for (const name of ['/JavaScript', '/J#61vaScript', '/#4AavaScript', '/Launch'])
      assert.equal(pdf(action(name)), false, name);
    for (const name of ['/GoTo', '/JavaScripts', '/EmbeddedFile'])
      assert.equal(pdf(action(name)), true, name);
  });
});

describe('a batch', () => {
  test('is looked through on a thread, each file by itself', async () => {
    const look = createFiscalReader(createForeignReader());
    const check = async (of: Parameters<typeof look>[1]) =>
      (await look(['t', 'k'], of)).map(({ isSound }) => isSound);
    const rows = '<b c="1">x</b>'.repeat(200_000);
    const files = [
      { kind: 'xml' as const, content: Buffer.from(`<a>${rows}</a>`) },
      { kind: 'xml' as const, content: Buffer.from(`<a>${rows}`) },
      { kind: 'pdf' as const, content: Buffer.from('%PDF-1.4') },
    ];
    assert.deepEqual(await check(files), [true, false, true]);
    assert.deepEqual(await check([]), []);
  });

  const folder = `${root}/../shared/data/fiscal`;
  test(
    'of documents of public test suites is taken',
    { skip: !existsSync(folder) && 'they are not here' },
    () => {
      const names = readdirSync(folder).filter((name) => name.endsWith('.xml'));
      assert.ok(names.length >= 7);
      for (const name of names) assert.equal(xml(readFileSync(`${folder}/${name}`)), true, name);
    },
  );
});
