import { html, nothing, render, type TemplateResult } from 'lit';
import { policyOf, quoted, snippetOf } from '#contract/embedding-words';
import { themeTokenTypes } from '#contract/tokens';
import { define, version, type PortalElementClass } from '../core/index.ts';
import { locales as languages, type Locale as Language } from '#contract/locales';
import { setScene, type Recorded } from './answers.ts';
import { states, type Shown } from './states.ts';
import { sheet } from './styles.ts';
import { ownLanguage, wordsOf, type Say } from './words.ts';

type Described = { name: string; description?: string; type?: string };
/** An element as the manifest describes it. */
type Known = { tag: string; description: string; attributes: Described[]; events: string[] };
type Given = { elements: Known[]; recorded: Recorded };

const widths = ['320', '360', '768', '1024', '1280', ''] as const;
const schemes = ['light', 'dark'] as const;
/** What is the page's, and needs no field of its own. */
const shared = new Set([
  'api',
  'tenant',
  'locale',
  'theme',
  'scheme',
  'data-state',
  'address',
  'name',
]);

const choice = {
  element: 'orders',
  state: 'ready' as Shown,
  theme: 'aqua',
  scheme: 'light' as (typeof schemes)[number],
  width: '' as (typeof widths)[number],
  language: ownLanguage(),
};
let attributes: Record<string, string> = {};
let tokens: Record<string, string> = {};
let heard: string[] = [];
let given: Given;
let say: Say;
/** The element on screen, and what it was made for. */
let shown: HTMLElement | undefined;
let made = '';

const knownOf = (name: string): Known | undefined =>
  given.elements.find(({ tag }) => tag === `portal-${name}`);
const nameOf = ({ tag }: Known): string => tag.replace('portal-', '');
// No `new URL('.', import.meta.url)`: the bundler takes that for a file to inline.
const base = import.meta.url.replace(/[^/]*$/, '');
/** Where the server of this page is, for what is copied from it. */
const server = base.replace(/\/v[^/]+\/$/, '');

async function start(): Promise<void> {
  const style = new CSSStyleSheet();
  style.replaceSync(sheet);
  document.adoptedStyleSheets.push(style);
  const answer = await fetch(`${base}playground.json`);
  given = (await answer.json()) as Given;
  say = await wordsOf(base, choice.language);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1)))
    if (name in choice) Object.assign(choice, { [name]: value });
  begin(choice.element);
  await stage();
  draw();
}

/** Begins with what shows something of an element at once. */
function begin(name: string): void {
  choice.element = knownOf(name) ? name : 'orders';
  attributes = { ...given.recorded.elements[choice.element]?.attributes };
  heard = [];
}

/** Puts the element on screen anew, where what is chosen needs another. */
async function stage(): Promise<void> {
  const { element, state, theme } = choice;
  const key = [element, state, theme].join(' ');
  if (key !== made) {
    made = key;
    const { widget } = (await import(`${base}portal-${element}.js`)) as {
      widget: PortalElementClass;
    };
    define(widget);
    const { api } = setScene(given.recorded, { element, state, theme });
    const next = document.createElement(`portal-${element}`);
    next.setAttribute('api', api);
    next.setAttribute('tenant', 'playground');
    for (const event of new Set([
      'portal-ready',
      'portal-state',
      'portal-error',
      ...(knownOf(element)?.events ?? []),
    ]))
      next.addEventListener(event, hear);
    shown = next;
  }
  settle();
}

function hear(event: Event): void {
  const { type, detail } = event as CustomEvent;
  const carried = JSON.stringify(detail, (_, value: unknown) =>
    value instanceof Error ? { name: value.name, message: value.message } : value,
  );
  heard = [`${type} ${carried}`, ...heard].slice(0, 30);
  // What leads elsewhere stays on the page.
  if (type === 'portal-navigate' && !(event as CustomEvent).cancelable) event.preventDefault();
  draw();
}

/** Gives the element the attributes and tokens that are set. */
function settle(): void {
  if (!shown) return;
  const { language, scheme, element } = choice;
  shown.setAttribute('locale', language);
  shown.setAttribute('scheme', scheme);
  if (choice.theme === 'none') shown.setAttribute('theme', 'none');
  else shown.removeAttribute('theme');
  for (const { name } of knownOf(element)?.attributes ?? []) {
    if (shared.has(name)) continue;
    const value = attributes[name];
    if (value === undefined) shown.removeAttribute(name);
    else if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  for (const name of Object.keys(themeTokenTypes)) {
    const value = tokens[name];
    if (value) shown.style.setProperty(`--portal-${name}`, value);
    else shown.style.removeProperty(`--portal-${name}`);
  }
}

async function change(what: Partial<typeof choice>): Promise<void> {
  Object.assign(choice, what);
  if (what.element) begin(what.element);
  if (what.language) say = await wordsOf(base, what.language as Language);
  history.replaceState(null, '', `#${new URLSearchParams(choice)}`);
  await stage();
  draw();
}

const chooser = (name: keyof typeof choice, options: readonly (readonly [string, string])[]) =>
  html`<label
    >${say(name)}
    <select
      name=${name}
      @change=${(event: Event) => void change({ [name]: (event.target as HTMLSelectElement).value })}
    >
      ${options.map(
        ([value, text]) =>
          html`<option value=${value} ?selected=${choice[name] === value}>${text}</option>`,
      )}
    </select></label
  >`;

function attributeField({ name, description = '', type = '' }: Described): TemplateResult {
  const set = (value: string | undefined) => {
    attributes = { ...attributes };
    if (value === undefined) delete attributes[name];
    else attributes[name] = value;
    settle();
    draw();
  };
  const value = attributes[name];
  return type === 'boolean'
    ? html`<label
        ><input
          type="checkbox"
          name=${name}
          .checked=${value !== undefined}
          @change=${(event: Event) => set((event.target as HTMLInputElement).checked ? '' : undefined)}
        />
        ${name}<small>${description}</small></label
      >`
    : html`<label
        >${name}
        <input
          name=${name}
          .value=${value ?? ''}
          @change=${(event: Event) => set((event.target as HTMLInputElement).value || undefined)}
        /><small>${description}</small></label
      >`;
}

const tokenField = ([name, type]: [string, string]): TemplateResult =>
  html`<label
    >${name}
    <input
      name=${name}
      placeholder=${type}
      .value=${tokens[name] ?? ''}
      @change=${(event: Event) => {
        tokens = { ...tokens, [name]: (event.target as HTMLInputElement).value.trim() };
        settle();
        draw();
      }}
  /></label>`;

/** The element as it is written into a page. */
function tagText(): string {
  const { element } = choice;
  const set = Object.entries(attributes).map(([name, value]) =>
    value === '' ? ` ${name}` : ` ${name}=${quoted(value)}`,
  );
  return `<portal-${element}${set.join('')}></portal-${element}>`;
}

function snippet(): string {
  const { language, scheme, element, theme } = choice;
  const data = { locale: language, scheme, ...(theme === 'none' && { theme }) };
  const tags = element === 'login' ? [tagText()] : ['<portal-login></portal-login>', tagText()];
  const set = Object.entries(tokens).filter(([, value]) => value);
  const style = set.map(([name, value]) => `  --portal-${name}: ${value};\n`).join('');
  const rules = style && `\n\n/* CSS */\nportal-${element} {\n${style}}`;
  return snippetOf({ server, tenant: say('tenant'), data, tags }) + rules;
}

const output = (title: string, text: string): TemplateResult =>
  html`<div class="row">
      <h2>${title}</h2>
      <button type="button" @click=${() => void navigator.clipboard.writeText(text)}>
        ${say('copy')}
      </button>
    </div>
    <pre>${text}</pre>`;

function draw(): void {
  const known = knownOf(choice.element);
  const fields = known?.attributes.filter(({ name }) => !shared.has(name)) ?? [];
  document.documentElement.lang = choice.language;
  document.title = say('title');
  if (shown) shown.lang = choice.language;
  render(
    html`<aside>
        <h1>${say('title')}</h1>
        ${chooser(
          'element',
          given.elements.map((one) => [nameOf(one), `<${one.tag}>`] as const),
        )}
        ${chooser(
          'state',
          states.map((state) => [state, say(`state_${state.replace('-', '_')}`)] as const),
        )}
        ${chooser('theme', [
          ...Object.keys(given.recorded.themes).map((name) => [name, name] as const),
          ['none', say('none')] as const,
        ])}
        ${chooser(
          'scheme',
          schemes.map((scheme) => [scheme, say(scheme)] as const),
        )}
        ${chooser(
          'width',
          widths.map((width) => [width, width ? `${width} px` : say('whole')] as const),
        )}
        ${chooser(
          'language',
          languages.map((language) => [language, language] as const),
        )}
        ${
          fields.length > 0
            ? html`<details open>
                <summary>${say('attributes')}</summary>
                ${fields.map(attributeField)}
              </details>`
            : nothing
        }
        <details>
          <summary>${say('tokens')}</summary>
          ${Object.entries(themeTokenTypes).map(tokenField)}
        </details>
      </aside>
      <main>
        <p>${known?.description}</p>
        <div class="glass ${choice.scheme}">${shown}</div>
        ${output(say('snippet'), snippet())} ${output(say('policy'), policyOf(server))}
        <h2>${say('events')}</h2>
        <pre class="events">${heard.join('\n') || '–'}</pre>
        <p><small>Pórtico ${version}</small></p>
      </main>`,
    document.body,
  );
  const glass = document.querySelector<HTMLElement>('.glass');
  // By the script's own way: the page's policy lets no style attribute in.
  if (glass) glass.style.inlineSize = choice.width ? `${choice.width}px` : '';
}

await start();
