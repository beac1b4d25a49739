// The modules that list the elements, from the manifest. `npm run docs` writes them.
import { sections } from '#contract/sections';
import { elementNames, elements, type ElementManifest } from '../widgets/elements.ts';
import { formatted } from './format.ts';

const note = '// Made from the manifest of the elements, `elements.ts`: `npm run docs`.\n';
/** The one class that is named like no other: `PortalConfig` is the settings themselves. */
const classOf = (name: string): string =>
  name === 'config'
    ? 'PortalConfigElement'
    : `Portal${name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;

function index(): string {
  const classes = elementNames.map(classOf);
  const settings = classOf('config');
  // Settings come before what reads them.
  const inOrder = [settings, ...classes.filter((one) => one !== settings)];
  return `${note}import { define } from './core/index.ts';
${elementNames.map((name) => `import { ${classOf(name)} } from './portal-${name}/portal-${name}.ts';`).join('\n')}

const elements = [${inOrder.join(', ')}];

/** Registers every element, as \`<portal-login>\` or under a prefix of the page's own. */
export function definePortal({ prefix = 'portal' }: { prefix?: string } = {}): void {
  for (const element of elements) define(element, prefix);
}

export { ${classes.join(', ')} };
export * from './core/index.ts';
`;
}

function rooms(): string {
  const names = ['login', 'home', ...sections, 'account', 'inbox', 'search'];
  const line = (name: string) => `'${name}': () => import('../portal-${name}/embed.ts'),`;
  return `${note}import type { PortalElementClass } from '../core/index.ts';
import type { PlaceName } from '../core/places.ts';

export type Room = PlaceName | 'login' | 'inbox' | 'search';

/** Where the element of each room comes from. This one element is made of the others; each comes when needed. */
export const sources: Record<Room, () => Promise<{ widget: PortalElementClass }>> = {
  ${names.map(line).join('\n')}
};
`;
}

function looks(): string {
  const line = (name: keyof typeof elements): string => {
    const { section }: ElementManifest = elements[name];
    if (!section) throw new Error(`elements.ts: ${name} is a section, and has no \`section\`.`);
    const { icon, count } = section;
    const key = name.replaceAll('-', '_');
    const counted = count ? `, count: '${count}'` : '';
    return `'${name}': { icon: '${icon}', title: 'sections.${key}', text: 'sections.${key}_text'${counted} },`;
  };
  return `${note}import type { Section } from '#contract/sections';
import type { IconName } from '../kit/icon.ts';
import type { TextKey } from './i18n.ts';

type SectionLook = {
  icon: IconName;
  title: TextKey;
  /** The one sentence that says what it is for. */
  text: TextKey;
  /** What its count is a count of, where it has one. */
  count?: TextKey;
};

/** How a section is drawn and named. */
export const sectionLooks: Record<Section, SectionLook> = {
  ${sections.map(line).join('\n')}
};
`;
}

/** The modules by their paths below the widgets, as they should be. */
export async function modules(): Promise<Record<string, string>> {
  const texts = {
    'index.ts': index(),
    'portal-app/sources.ts': rooms(),
    'core/sections.looks.ts': looks(),
  };
  const written = Object.entries(texts).map(async ([path, text]) => [
    path,
    await formatted(path, text, { singleQuote: true, printWidth: 100 }),
  ]);
  return Object.fromEntries(await Promise.all(written)) as Record<string, string>;
}
