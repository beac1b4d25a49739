// Writes what is made from the code: the pages elements.md and api.md, and modules of the widgets. `npm run docs`
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import {
  themeRoles,
  themeTokenBounds,
  themeTokenTypes,
  type ThemeTokenName,
} from '#contract/tokens';
import { describeElements, type ElementDeclaration } from '../widgets/custom-elements.ts';
import { elementNames, elements } from '../widgets/elements.ts';
import { formatted } from './format.ts';
import { modules } from './modules.ts';

type Cell = string | undefined;

/** A text within a cell of a table. */
const cell = (text: Cell): string =>
  (text ?? '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .trim();
const code = (text: Cell): string => (text ? `\`${text.replaceAll('|', '\\|')}\`` : '');

function table(heading: readonly string[], rows: readonly Cell[][]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly Cell[]) => `| ${cells.map((one) => one ?? '').join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line), ''].join('\n');
}

/** What every element has is told once. */
function shared(all: readonly ElementDeclaration[], of: keyof ElementDeclaration): Set<string> {
  const names = all
    .filter(({ tagName }) => tagName !== 'portal-config')
    .map((one) => ((one[of] ?? []) as { name: string }[]).map(({ name }) => name));
  return new Set(names[0]!.filter((name) => names.every((some) => some.includes(name))));
}

function attributesOf({ attributes = [] }: ElementDeclaration, without: Set<string>): string {
  return table(
    ['attribute', 'type', 'default', ''],
    attributes
      .filter(({ name }) => !without.has(name))
      .map(({ name, type, default: usual, description }) => [
        code(name),
        code(type?.text),
        usual === `''` ? '' : code(usual),
        cell(description),
      ]),
  );
}

function elementPage(one: ElementDeclaration, common: Set<string>): string {
  const name = one.tagName!.replace('portal-', '') as keyof typeof elements;
  const names = (list: readonly { name: string; description?: string }[] = []) =>
    list.map((entry) => [code(entry.name), cell(entry.description)]);
  const methods = (one.members ?? []).filter(
    ({ kind, name: method }) => kind === 'method' && !['refresh', 'focus'].includes(method),
  );
  return [
    `## \`<${one.tagName}>\`\n`,
    `${one.description}\n`,
    `Keep free while it loads: \`${elements[name].reserve.replaceAll(';', '; ').replaceAll(':', ': ')}\`.\n`,
    attributesOf(one, common),
    table(['event', ''], names(one.events)),
    table(['method', ''], names(methods)),
    table(['part', ''], names(one.cssParts)),
    `${(one.slots ?? []).length > 0 ? `Slots: ${one.slots!.map((slot) => code(slot.name)).join(', ')}.` : ''}\n`,
  ].join('\n');
}

async function elementsPage(): Promise<string> {
  const { modules } = await describeElements(elementNames);
  const all = modules.map(({ declarations }) => declarations[0]!);
  const common = shared(all, 'attributes');
  const every = all.find(({ tagName }) => tagName === 'portal-orders')!;
  const settings = {
    ...every,
    attributes: every.attributes!.filter(({ name }) => common.has(name)),
  };
  return [
    '# Elements\n',
    'Made from the sources by `npm run docs`. How pages take, configure and theme them: [embedding](embedding.md).\n',
    table(
      ['element', ''],
      all.map((one) => [
        `[\`<${one.tagName}>\`](#${one.tagName})`,
        cell(one.description?.split(/(?<=\.)\s/)[0]),
      ]),
    ),
    'Every element but `<portal-config>` takes these attributes besides its own:\n',
    attributesOf(settings, new Set()),
    'and has the properties `strings` (texts of the page\'s own, as `{ "orders.title": "Mis pedidos" }`) and `session` (who is signed in; to read) and the methods `refresh()`, which asks the server again, and `focus()`. `portal-ready`, `portal-state` and `portal-error` tell of its life and do not bubble. Its state is a custom state, as `:state(ready)`. Parts that many have are `icon`, and in tables `head`, `sort`, `column-head` and `column-<name>`.\n',
    ...all.map((one) => elementPage(one, one.tagName === 'portal-config' ? new Set() : common)),
    '## Design tokens\n',
    'Custom properties that a page sets, and the names of a theme without `--portal-`. What is out of bounds, or not readable on what it stands on, a theme is refused for. How themes are made: [embedding](embedding.md).\n',
    tokensTable(),
  ].join('\n');
}

/** How the value of a token is written, by its type. */
const written: Readonly<Record<string, string>> = {
  color: '`#rrggbb`, light and dark',
  dimension: 'a length in `px`, `em` or `rem`',
  fontFamily: 'families, the first that is there',
  fontWeight: 'a weight, 100 to 1000',
  number: 'a number',
  duration: 'a duration in `ms`',
};

/** What tokens are for, by how their names begin; the first that fits. */
const purposes: readonly (readonly [begins: RegExp, purpose: string])[] = [
  [/^color-(success|warning|danger|info|neutral)-surface$/, 'fill of badges and notices'],
  [/^color-(success|warning|danger|info|neutral)$/, 'text and icon on that fill'],
  [/^color-on-primary$/, 'text on the accent'],
  [/^color-primary/, 'the accent: primary button, current tab, finished steps'],
  [/^color-(text|muted|link)$/, 'text'],
  [/^color-border/, 'lines; `border-strong` is the edge of what can be operated'],
  [/^color-focus$/, 'ring around what has the focus'],
  [/^color-/, 'fill'],
  [/^font-/, 'fonts: text, headings, figures'],
  [/^(line-height|heading-)/, 'lines and headings'],
  [/^radius-/, 'corners'],
  [/^(border|focus)-width$/, 'lines and the ring of the focus'],
  [/^duration$/, 'the few motions; none for readers who ask for less'],
  [/./, 'rhythm, inner margin, height of controls'],
];

/** Every design token, which a page or a theme sets. */
function tokensTable(): string {
  const roles: readonly string[] = themeRoles;
  const rows = (Object.entries(themeTokenTypes) as [ThemeTokenName, string][]).map(
    ([name, type]) => [
      code(`--portal-${name}`),
      written[type],
      themeTokenBounds[name]?.join(' to '),
      purposes.find(([begins]) => begins.test(name))![1] +
        (roles.includes(name) ? '; others follow from it' : ''),
    ],
  );
  return table(['token', 'value', 'bounds (px, ms)', ''], rows);
}

function apiPage(): string {
  const rows = (Object.entries(endpoints) as [string, Endpoint][]).map(([key, endpoint]) => {
    const { permission, alsoFor, summary, errors } = endpoint;
    const opens = [permission, ...[alsoFor ?? []].flat()].map(code).join(' or ');
    return [code(key), opens, cell(summary), errors.map(code).join(', ')];
  });
  return [
    '# Endpoints\n',
    'Made from the contract by `npm run docs`. All of them lie below `/api/v1`; what is read also below `/api/v1/t/<tenant>` in place of the header `Portal-Tenant`, with `portal-customer` in the query in place of `Portal-Customer`, so that a page of another origin needs no preflight. The same as OpenAPI 3.1 stands at `/api/v1/openapi.json`. Errors are RFC 9457 problems with a `code`, a `requestId`, and for bad input `errors: [{ path, rule, params }]`. What feeds them: [the ERP](erp.md).\n',
    table(['endpoint', 'permission', '', 'codes of its own'], rows),
    "Contacts are granted permissions one by one, each for their `own` documents, the `customer`'s, or the `hierarchy`'s with its subsidiaries. `signed-in` is whoever has a session, `person` whoever signed in by a password of its own. What is not granted does not leave the server, whatever the page shows.\n",
  ].join('\n');
}

/** The pages by their names, as they should be. */
export async function pages(): Promise<Record<string, string>> {
  const texts = { 'elements.md': await elementsPage(), 'api.md': apiPage() };
  return Object.fromEntries(
    await Promise.all(
      Object.entries(texts).map(async ([name, text]) => [
        name,
        await formatted(name, text, { printWidth: 120, proseWrap: 'preserve' }),
      ]),
    ),
  );
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await pages()))
    writeFileSync(join(import.meta.dirname, name), text);
  for (const [name, text] of Object.entries(await modules()))
    writeFileSync(join(import.meta.dirname, '../widgets', name), text);
}
