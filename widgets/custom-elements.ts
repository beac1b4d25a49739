import { globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

type Described = { name: string; description?: string };
type Typed = Described & { type?: { text: string } };
/** What the analyzer says of an attribute, a property or a method. */
export type Member = Typed & {
  kind?: 'field' | 'method';
  privacy?: string;
  static?: boolean;
  default?: string;
  attribute?: string;
  fieldName?: string;
  return?: { type?: { text: string } };
  inheritedFrom?: unknown;
};
/** A class of the custom elements manifest (schema 1.0.0), as far as it is used here. */
export type ElementDeclaration = Described & {
  kind: string;
  tagName?: string;
  customElement?: boolean;
  superclass?: { name: string };
  members?: Member[];
  attributes?: Member[];
  events?: Typed[];
  slots?: Described[];
  cssParts?: Described[];
};
type Module = { path: string; declarations: ElementDeclaration[]; exports: unknown[] };
export type ElementsManifest = { schemaVersion: string; readme: string; modules: Module[] };

/** What is used of the analyzer, which has no types for it. */
type Analyzer = {
  create(options: { modules: unknown[]; plugins: unknown[] }): ElementsManifest;
  ts: { createSourceFile(name: string, text: string, target: number, parents: boolean): unknown };
  litPlugin(): unknown[];
};
const latestTarget = 99;

async function loadAnalyzer(): Promise<Analyzer> {
  const name = '@custom-elements-manifest/analyzer';
  const [library, lit] = await Promise.all(
    [name, `${name}/src/features/framework-plugins/lit/lit.js`].map((one) => import(one)),
  );
  return { ...(library as Analyzer), ...(lit as Pick<Analyzer, 'litPlugin'>) };
}

/**
 * A source file as the analyzer can read it: it looks for the options of a decorator in the decorator itself, and
 * fails at a spread.
 */
function sourceOf({ ts }: Analyzer, name: string): unknown {
  const text = readFileSync(join(root, name), 'utf8')
    .replaceAll('@property(viewState)', '@property({ reflect: true })')
    .replaceAll('@property({ ...viewState,', '@property({ reflect: true,');
  return ts.createSourceFile(name, text, latestTarget, true);
}

/** Methods for pages; the rest is called by Lit and the browser. */
const methods = new Set(['refresh', 'focus', 'signOut', 'exportCsv', 'exportXlsx']);

/** Properties that elements have for each other, and those that pages only read. */
const inner = new Set(['router', 'listParams', 'preview', 'state', 'session']);

/** Names of our own types, spelled out for whoever has no sources of ours. */
const plainTypes: Record<string, string> = {
  'i18n.Strings | undefined': 'Record<string, string> | undefined',
  'Strings | undefined': 'Record<string, string> | undefined',
  'GetSession | undefined': '(() => Promise<string | null>) | undefined',
  Links: 'Record<string, string>',
};
const plain = <T extends Typed>(entry: T): T =>
  entry.type ? { ...entry, type: { text: plainTypes[entry.type.text] ?? entry.type.text } } : entry;

/** What a page may use of a class: no inner workings, nothing that Lit or the browser has of its own. */
const isPublic = ({ name, kind, privacy, static: isStatic }: Member): boolean =>
  !isStatic &&
  privacy !== 'private' &&
  privacy !== 'protected' &&
  !name.startsWith('#') &&
  (kind === 'field' ? !inner.has(name) : methods.has(name));

/** What an element says of something it has by its class and never shows: `@csspart sort - Not here.` */
const absent = 'Not here.';

/** Entries of a class and of those it extends; the nearest one of a name counts, and may say that there is none. */
function inherited<T extends Described>(
  chain: readonly ElementDeclaration[],
  of: (declaration: ElementDeclaration) => readonly T[] | undefined,
): T[] {
  const all = new Map<string, T>();
  for (const declaration of chain)
    for (const entry of of(declaration) ?? []) if (!all.has(entry.name)) all.set(entry.name, entry);
  return [...all.values()].filter(({ description }) => description !== absent);
}

/**
 * Describes every element in the format that editors and other tools read.
 * @returns the custom elements manifest: one module an element, with what it inherits
 * @throws Error where a source cannot be read, or an element has no class
 */
export async function describeElements(names: readonly string[]): Promise<ElementsManifest> {
  const analyzer = await loadAnalyzer();
  const own = names.map((name) => `widgets/portal-${name}/portal-${name}.ts`);
  const bases = globSync('widgets/{core,records}/*element*.ts', { cwd: root });
  const { modules } = analyzer.create({
    modules: [...own, ...bases].map((name) => sourceOf(analyzer, name)),
    plugins: analyzer.litPlugin(),
  });
  const classes = new Map(
    modules.flatMap(({ declarations }) =>
      declarations.filter(({ kind }) => kind === 'class').map((one) => [one.name, one] as const),
    ),
  );
  const chainOf = (declaration: ElementDeclaration): ElementDeclaration[] => {
    const parent = classes.get(declaration.superclass?.name ?? '');
    return [declaration, ...(parent ? chainOf(parent) : [])];
  };
  return {
    schemaVersion: '1.0.0',
    readme: '',
    modules: names.map((name) => moduleOf(name, modules, chainOf)),
  };
}

/** The generators tell the console of every file, whatever their options say. */
function quietly(work: () => void): void {
  const { log } = console;
  console.log = () => {};
  try {
    work();
  } finally {
    console.log = log;
  }
}

/**
 * Writes what editors, JSX and Vue need to know of the elements into a folder, the manifest itself as
 * `custom-elements.json`.
 */
export async function writeDescriptions(names: readonly string[], outdir: string): Promise<void> {
  const manifest = await describeElements(names);
  await writeFile(join(outdir, 'custom-elements.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const [jsx, vue, code] = await Promise.all([
    import('custom-element-jsx-integration'),
    import('custom-element-vuejs-integration'),
    import('custom-element-vs-code-integration'),
  ]);
  // They write into what they are given.
  const given = () => structuredClone(manifest);
  quietly(() => {
    jsx.generateJsxTypes(given(), { outdir, fileName: 'jsx.d.ts' });
    vue.generateVuejsTypes(given(), { outdir, fileName: 'vue.d.ts' });
    code.generateVsCodeCustomElementData(given(), { outdir });
  });
}

function moduleOf(
  name: string,
  modules: readonly Module[],
  chainOf: (declaration: ElementDeclaration) => ElementDeclaration[],
): Module {
  const path = `widgets/portal-${name}/portal-${name}.ts`;
  const declaration = modules
    .find((module) => module.path === path)
    ?.declarations.find(({ kind }) => kind === 'class');
  if (!declaration) throw new Error(`There is no class of an element in ${path}`);
  const chain = chainOf(declaration);
  const { name: className, description = '' } = declaration;
  return {
    path: `portal-${name}.js`,
    declarations: [
      {
        kind: 'class',
        name: className,
        description,
        tagName: `portal-${name}`,
        customElement: true,
        superclass: { name: 'LitElement' },
        members: inherited(chain, (one) => one.members?.filter(isPublic)).map(plain),
        attributes: inherited(chain, (one) => one.attributes).map(plain),
        events: inherited(chain, (one) => one.events),
        slots: inherited(chain, (one) => one.slots),
        cssParts: inherited(chain, (one) => one.cssParts),
      },
    ],
    exports: [
      {
        kind: 'js',
        name: className,
        declaration: { name: className, module: `portal-${name}.js` },
      },
      {
        kind: 'custom-element-definition',
        name: `portal-${name}`,
        declaration: { name: className, module: `portal-${name}.js` },
      },
    ],
  };
}
