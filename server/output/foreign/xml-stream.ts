import { SaxesParser } from 'saxes';

/** An element as it begins: names and attributes without their prefixes, which anybody may choose. */
export type Tag = { name: string; attributes: Record<string, string> };

export type XmlHandlers = {
  open(tag: Tag): void;
  close(name: string): void;
  /** Text and CDATA alike. */
  text(text: string): void;
};

/** Elements within elements, at most. */
const deepest = 200;

const local = (name: string) => name.slice(name.indexOf(':') + 1);

/**
 * Reads XML piece by piece, as it comes, in UTF-8 or in UTF-16 with its mark (which OOXML allows as well).
 * @throws Error where it is not well-formed, defines entities, or is nested too deeply
 */
export async function readXml(
  pieces: AsyncIterable<Uint8Array>,
  { open, close, text }: XmlHandlers,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  const fail = (error: Error): never => {
    throw error;
  };
  parser.on('error', fail);
  parser.on('doctype', () => fail(new Error('The XML has a document type')));
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > deepest) fail(new Error('The XML is nested too deeply'));
    const plain = Object.entries(attributes).map(([key, value]) => [local(key), value]);
    open({ name: local(name), attributes: Object.fromEntries(plain) });
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    close(local(name));
  });
  parser.on('text', text);
  parser.on('cdata', text);
  let decoder: TextDecoder | undefined;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(encodingOf(piece), { fatal: true });
    parser.write(decoder.decode(piece, { stream: true }));
  }
  parser.write(decoder?.decode() ?? '').close();
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
