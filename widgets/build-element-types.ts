import { key } from './build-types.ts';
import type { ElementDeclaration, ElementsManifest, Member } from './custom-elements.ts';

/** The types of one element, from what the manifest says of it. */
export function elementTypes({ declarations: [one] }: ElementsManifest['modules'][number]): string {
  const { name, tagName, description, members = [] } = one as ElementDeclaration;
  const base = tagName === 'portal-config' ? 'HTMLElement' : 'PortalElement';
  const ofAll = new Set([
    'api',
    'tenant',
    'locale',
    'theme',
    'scheme',
    'strings',
    'updateComplete',
  ]);
  const lines = members
    .filter((member) => base === 'HTMLElement' || !ofAll.has(member.name))
    .map(memberTypes);
  return [
    base === 'PortalElement' ? "import { PortalElement } from './core.js';\n" : '',
    `${comment(description, '')}export declare class ${name} extends ${base} {\n${lines.join('')}}\n`,
    `declare global {\n  interface HTMLElementTagNameMap {\n    '${tagName}': ${name};\n  }\n}\n`,
  ].join('');
}

function memberTypes({ name, kind, description, type, ...rest }: Member): string {
  const doc = comment(description, '  ');
  if (kind !== 'method') return `${doc}  ${key(name)}: ${type?.text ?? 'unknown'};\n`;
  return `${doc}  ${name}(): ${rest.return?.type?.text || 'Promise<unknown>'};\n`;
}

const comment = (text = '', indent: string): string =>
  text
    ? `${indent}/** ${text.replaceAll('*/', '*\\/').replaceAll('\n', `\n${indent} * `)} */\n`
    : '';
