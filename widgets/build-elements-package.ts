import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { elementTypes } from './build-element-types.ts';
import { coreTypes } from './build-types.ts';
import type { ElementDeclaration, ElementsManifest } from './custom-elements.ts';
import { elements } from './elements.ts';

const root = join(import.meta.dirname, '..');
const npm = join(root, 'dist/npm');

/** What the elements stand on; a page that has them already shares them. */
const libraries = ['lit', '@lit/task', 'ky', 'i18next'];

type RootManifest = { version: string; license: string; dependencies: Record<string, string> };

/** Lays out `@portico/elements` in a folder, from what the build made. */
export async function layOutElements(folder: string): Promise<void> {
  const manifest = JSON.parse(
    await readFile(join(npm, 'custom-elements.json'), 'utf8'),
  ) as ElementsManifest;
  const all = manifest.modules.map(({ declarations }) => declarations[0]!);
  await cp(npm, folder, { recursive: true });
  await mkdir(join(folder, 'react'), { recursive: true });
  const files: Record<string, string> = {
    'package.json': await manifestText(),
    'reserve.css': reserveSheet(),
    'core.d.ts': await coreTypes(),
    'index.d.ts': indexTypes(all),
    'react/jsx.d.ts': reactJsx,
    'README.md': await readFile(join(root, 'docs/elements-package.md'), 'utf8'),
    LICENSE: await readFile(join(root, 'LICENSE'), 'utf8'),
  };
  for (const [index, one] of all.entries()) {
    const tag = one.tagName!;
    files[`${tag}.d.ts`] = elementTypes(manifest.modules[index]!);
    files[`react/${tag}.js`] = reactModule(one);
    files[`react/${tag}.d.ts`] = reactTypes(one);
  }
  files['jsx.d.ts'] = withEvents(
    await readFile(join(npm, 'jsx.d.ts'), 'utf8'),
    (event) => `on${event}`,
  );
  // Vue's templates hold `@portal-ready` against a property `onPortalReady`.
  files['vue.d.ts'] = withEvents(await readFile(join(npm, 'vue.d.ts'), 'utf8'), handlerOf);
  await Promise.all(
    Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)),
  );
}

async function manifestText(): Promise<string> {
  const { version, license, dependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  ) as RootManifest;
  const typed = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
  const text = {
    name: '@portico/elements',
    version,
    description: 'The elements of Pórtico, a customer portal inside a company’s own web site.',
    license,
    type: 'module',
    main: './index.js',
    types: './index.d.ts',
    sideEffects: ['./portal-*.js', './*.css'],
    customElements: 'custom-elements.json',
    exports: {
      '.': typed('index'),
      './core': typed('core'),
      './portal-*': typed('portal-*'),
      './react': { types: './react/jsx.d.ts' },
      './react/portal-*': typed('react/portal-*'),
      './jsx': { types: './jsx.d.ts' },
      './vue': { types: './vue.d.ts' },
      './reserve.css': './reserve.css',
      './custom-elements.json': './custom-elements.json',
      './vscode.html-custom-data.json': './vscode.html-custom-data.json',
      './vscode.css-custom-data.json': './vscode.css-custom-data.json',
      './package.json': './package.json',
    },
    dependencies: Object.fromEntries(
      libraries.map((name) => [name, `^${dependencies[name] ?? missing(name)}`]),
    ),
    peerDependencies: { react: '>=18' },
    peerDependenciesMeta: { react: { optional: true } },
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

function missing(name: string): never {
  throw new Error(`${name} is no dependency of the project.`);
}

/** What keeps the place of each element until it is there, as the script tag does by itself. */
export const reserveSheet = (): string =>
  Object.entries(elements)
    .map(
      ([name, { reserve }]) =>
        `portal-${name}:not(:defined) {\n  display: block;\n${reserve
          .split(';')
          .map((one) => `  ${one.replace(':', ': ')};\n`)
          .join('')}}\n`,
    )
    .join('');

const indexTypes = (all: readonly ElementDeclaration[]): string =>
  [
    "export * from './core.js';",
    ...all.map(({ name, tagName }) => `export { ${name} } from './${tagName}.js';`),
    '/** Registers every element, as `<portal-login>` or under a prefix of the page’s own. */',
    'export declare function definePortal(options?: { prefix?: string }): void;\n',
  ].join('\n');

const lifecycle = ['portal-ready', 'portal-state', 'portal-error'];
const eventsOf = ({ tagName, events = [] }: ElementDeclaration): string[] =>
  tagName === 'portal-config'
    ? []
    : [...new Set([...lifecycle, ...events.map(({ name }) => name)])];
const handlerOf = (event: string): string =>
  `on-${event}`.replaceAll(/-(\w)/g, (_, sign: string) => sign.toUpperCase());

/** Properties that are not read only, by their names, with the attributes that stand for them. */
const fieldsOf = ({ members = [], attributes = [] }: ElementDeclaration) =>
  members
    .filter(({ kind }) => kind === 'field')
    .map(({ name, type }) => ({
      name,
      type: type?.text ?? 'unknown',
      attribute: attributes.find(({ fieldName }) => fieldName === name)?.name,
    }));

function reactModule(one: ElementDeclaration): string {
  const names = Object.fromEntries(
    fieldsOf(one).flatMap(({ name, attribute }) =>
      attribute && attribute !== name ? [[name, attribute]] : [],
    ),
  );
  return [
    "'use client';",
    `import '../${one.tagName}.js';`,
    "import { wrap } from './wrap.js';",
    `export const ${one.name} = wrap('${one.tagName}', ${JSON.stringify(names)});\n`,
  ].join('\n');
}

function reactTypes(one: ElementDeclaration): string {
  const { name, tagName } = one;
  const fields = fieldsOf(one).map((field) => `  ${field.name}?: ${field.type};\n`);
  const settings =
    tagName === 'portal-config' ? ['api', 'tenant', 'locale', 'theme', 'scheme'] : [];
  const events = eventsOf(one).map(
    (event) => `  ${handlerOf(event)}?: (event: PortalEvent<'${event}'>) => void;\n`,
  );
  return [
    "import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react';",
    "import type { PortalEvent } from '../core.js';",
    `import type { ${name} as Element } from '../${tagName}.js';`,
    `type Own = {\n${[...fields, ...settings.map((each) => `  ${each}?: string;\n`), ...events].join('')}};`,
    `export type ${name}Props = Own & Omit<HTMLAttributes<Element>, keyof Own>;`,
    `export declare const ${name}: ForwardRefExoticComponent<${name}Props & RefAttributes<Element>>;\n`,
  ].join('\n');
}

/** For pages that write the tags themselves: `import type {} from '@portico/elements/react'`. */
const reactJsx = `import type { CustomElements } from '../jsx.js';
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends CustomElements {}
  }
}
`;

/** Says of each event what it carries, which the generators of types do not know. */
function withEvents(text: string, nameOf: (event: string) => string): string {
  const typed = text.replaceAll(
    /"on(portal-[\w-]+)"\?: \(e: CustomEvent<never>\) => void/g,
    (_, event: string) => `"${nameOf(event)}"?: (e: PortalEvent<'${event}'>) => void`,
  );
  return `import type { PortalEvent } from './core.js';\n${typed}`;
}
