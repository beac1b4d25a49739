/** Bytes of a name without its ending: file systems take 255, and an archive may number a name. */
const most = 200;

/**
 * A name that headers and archives can hold and every system stores: one part, nothing that is not seen, no
 * sign that a path or a shell reads.
 * @param ending what it must end in, dot included; its own ending unless given
 */
export function safeFileName(text: string, ending = /\.\w{1,8}$/.exec(text)?.[0] ?? ''): string {
  const part = text.normalize('NFC').split(/[\\/]/).at(-1)!;
  const ends = part.toLowerCase().endsWith(ending.toLowerCase());
  const length = ends ? part.length - ending.length : part.length;
  const base = part
    .slice(0, length)
    // What is not seen (control, direction, half a character) could make it look like another name.
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]/gu, '')
    .replaceAll(/[<>:"|?*%;]/g, '_')
    .replaceAll(/^[\s.]+|[\s.]+$/g, '');
  return `${usable(cut(base))}${ends ? part.slice(length) : ending}`;
}

/** The same name for who reads headers as ASCII only. */
export const asciiName = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^ -~]/g, '_');

/**
 * The name, or one with a number, so that no two in `taken` are alike on a system that takes capitals and
 * small letters for the same. Adds it to `taken`.
 */
export function unlike(name: string, taken: Set<string>): string {
  const [, base = '', ending = ''] = /^(.*?)(\.\w+)?$/.exec(name) ?? [];
  let found = name;
  for (let n = 2; taken.has(found.toLowerCase()); n++) found = `${base} (${n})${ending}`;
  taken.add(found.toLowerCase());
  return found;
}

/** So many bytes of a text, without half a character at the end. */
const cut = (text: string) =>
  Buffer.from(text)
    .subarray(0, most)
    .toString()
    .replace(/\uFFFD+$/, '');

/** Names of devices are no names of files on Windows. */
const usable = (base: string) =>
  base === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(base) ? `_${base}` : base;
