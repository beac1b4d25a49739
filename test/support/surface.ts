import { files, importsOf, read } from './sources.ts';

/** What a page can rely on in an element: names, separated by spaces or commas. */
export type Surface = Record<
  'attributes' | 'properties' | 'methods' | 'events' | 'slots' | 'parts' | 'documented',
  string
>;

type Source = { text: string; imports: string[] };

const sources = new Map<string, Source>(
  files('widgets/**/*.ts').map((name) => [
    name,
    {
      text: read(name),
      imports: importsOf(name).map(({ to }) => to),
    },
  ]),
);

const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);

/** The files an element is made of: what its own file imports, directly or not. */
function closure(entry: string): Source[] {
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1);
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const source = sources.get(name);
    const foreign = name.includes('/portal-') && !name.startsWith(folder);
    if (!source || foreign || seen.has(name)) return;
    seen.add(name);
    source.imports.forEach(visit);
  };
  visit(entry);
  // Parts that are fetched late are imported by a call, which is not in the list above.
  for (const name of sources.keys()) if (name.startsWith(folder)) visit(name);
  return [...seen].map((name) => sources.get(name)!);
}

/** The text of a class and of those it extends. */
function lineage(parts: readonly Source[], name: string): string {
  const source = parts.find(({ text }) => new RegExp(`class ${name}\\b`).test(text));
  if (!source) return '';
  const heritage = new RegExp(`class ${name}\\b[^{]*?extends (\\w+)(?:<[^>]*>)? \\{`);
  const [, parent] = heritage.exec(source.text) ?? [];
  return source.text + (parent ? lineage(parts, parent) : '');
}

const property = /^ {2}@property\((.*)\) (?:readonly )?(\w+)/gm;
const method = /^ {2}(?:override )?(?:async )?([a-z]\w*)\(/gm;
const notPublic = /^(constructor|connectedCallback|disconnectedCallback|if|for|switch|super)$/;

function surfaceOf(entry: string): Surface {
  const parts = closure(entry);
  const own = sources.get(entry)!.text;
  const chain = lineage(parts, /export class (\w+)/.exec(own)![1]!);
  const everything = parts.map(({ text }) => text).join('\n');
  const properties = [...chain.matchAll(property)];
  const sorted = (names: Iterable<string>) => [...new Set(names)].toSorted().join(', ');
  const attributes = properties.flatMap(([, options = '', name = '']) => {
    if (/attribute: false/.test(options)) return [];
    return /attribute: '([\w-]+)'/.exec(options)?.[1] ?? name.toLowerCase();
  });
  return {
    attributes: sorted(attributes),
    properties: sorted(properties.map(([, , name]) => name!)),
    methods: sorted(all(chain, method).filter((name) => !notPublic.test(name))),
    events: sorted(all(everything, /emit\(\s*[\w.#]+,\s*'([\w-]+)'/g)),
    slots: sorted(all(everything, /<slot name="([\w-]+)"/g)),
    parts: sorted(
      all(everything, /\bpart="([\w -]*)(?:"|\$)/g).flatMap((names) => names.match(/\S+/g) ?? []),
    ),
    documented: sorted(all(chain, /^ \* @((?:slot|csspart|fires) [\w-]+)/gm)),
  };
}

/** The surface of every element, by its tag. */
export const surfaces = (): Record<string, Surface> =>
  Object.fromEntries(
    [...sources.keys()]
      .filter((name) => /^widgets\/(portal-[\w-]+)\/\1\.ts$/.test(name))
      .toSorted()
      .map((name) => [name.split('/')[1]!, surfaceOf(name)]),
  );

if (import.meta.main) console.log(JSON.stringify(surfaces(), null, 2));
