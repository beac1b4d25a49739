import type { DoctorFinding, DoctorState } from '#contract/doctor-words';
import { languages, wordsOf, type DoctorLanguage, type Say } from './words.ts';

const sheet = `
  :host { all: initial; }
  [hidden] { display: none !important; }
  .panel {
    box-sizing: border-box; inline-size: min(34rem, 100vw - 2rem); max-block-size: 80vh; overflow: auto;
    margin: 0; inset: auto 1rem 1rem auto; padding: 1rem; position: fixed;
    color: #1b2430; background: #ffffff; border: 1px solid #8894a3; border-radius: 8px;
    box-shadow: 0 8px 32px rgb(0 0 0 / 25%); font: 14px/1.45 system-ui, sans-serif; color-scheme: light;
  }
  header, footer { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
  h2 { font-size: 1.1em; margin: 0; flex: 1; }
  ul { list-style: none; margin: .75rem 0; padding: 0; }
  li { display: grid; grid-template-columns: 1.6em 1fr; padding: .35rem 0; border-block-start: 1px solid #e3e7ec; }
  .sign { font-weight: 700; }
  .good .sign { color: #1d7a3e; } .bad .sign { color: #b3261e; } .warn .sign { color: #8a5a00; }
  .open, .open .sign { color: #5b6673; }
  b { font-weight: 600; }
  p { margin: .15rem 0 0; overflow-wrap: anywhere; white-space: pre-line; }
  .cure { background: #f3f6f9; border-radius: 4px; padding: .35rem .5rem; }
  button, select {
    font: inherit; min-block-size: 32px; padding: 0 .75rem; color: inherit; background: #ffffff;
    border: 1px solid #8894a3; border-radius: 6px; cursor: pointer;
  }
  :focus-visible { outline: 2px solid #0b57d0; outline-offset: 2px; }
  @media (prefers-color-scheme: dark) {
    .panel { color: #e6ebf1; background: #1b222b; border-color: #5b6673; color-scheme: dark; }
    li { border-color: #323c48; } .cure { background: #26303b; }
    .good .sign { color: #6fd394; } .bad .sign { color: #ff9d94; } .warn .sign { color: #f0c060; }
    .open, .open .sign { color: #a3aebb; } button, select { background: #26303b; }
    :focus-visible { outline-color: #8ab4f8; }
  }
`;
const signs: Record<DoctorState, string> = { good: '✔', warn: '!', bad: '✘', open: '–' };

/** An element with a class and a text; nothing is ever parsed, as the page may forbid it. */
function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { text = '', name = '' }: { text?: string; name?: string } = {},
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...(text ? [text] : []), ...children);
  return element;
}

/** What was found, over the page in a corner, in the reader's language. */
export class Panel {
  readonly #box = make('div', { name: 'panel' });
  readonly #again: () => Promise<DoctorFinding[]>;
  #language: DoctorLanguage;
  #findings: DoctorFinding[] = [];

  /** @param again examines once more */
  constructor(language: DoctorLanguage, again: () => Promise<DoctorFinding[]>) {
    this.#language = language;
    this.#again = again;
    const host = make('div');
    host.id = 'portal-doctor';
    // A new entry of the page examines anew.
    document.getElementById(host.id)?.remove();
    const style = new CSSStyleSheet();
    style.replaceSync(sheet);
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    this.#box.setAttribute('role', 'region');
    root.append(this.#box);
    document.body.append(host);
    // Over whatever the page lays over itself.
    if ('popover' in this.#box) {
      this.#box.popover = 'manual';
      this.#box.showPopover();
    }
  }

  async show(findings: DoctorFinding[]): Promise<void> {
    this.#findings = findings;
    await this.#draw();
  }

  async #draw(): Promise<void> {
    const say = await wordsOf(this.#language);
    const faults = this.#findings.filter(({ state }) => state === 'bad').length;
    const title = say('title');
    this.#box.lang = this.#language;
    this.#box.ariaLabel = title;
    const summary = make('p', {
      text:
        faults === 0
          ? say('sound')
          : say(faults === 1 ? 'faults_one' : 'faults_other', { count: String(faults) }),
    });
    summary.setAttribute('role', 'status');
    this.#box.replaceChildren(
      make(
        'header',
        {},
        make('h2', { text: title }),
        this.#chooser(say),
        this.#button(say('close'), () => this.#close()),
      ),
      summary,
      make('ul', {}, ...this.#findings.map((finding) => lineOf(finding, say))),
      make(
        'footer',
        {},
        this.#button(say('again'), () => void this.#repeat()),
        this.#button(say('copy'), () => void navigator.clipboard?.writeText(this.#report(say))),
      ),
    );
  }

  #button(text: string, act: () => void): HTMLButtonElement {
    const button = make('button', { text });
    button.type = 'button';
    button.addEventListener('click', act);
    return button;
  }

  #chooser(say: Say): HTMLSelectElement {
    const options = languages.map((text) => {
      const option = make('option', { text });
      option.selected = text === this.#language;
      return option;
    });
    const chooser = make('select', {}, ...options);
    chooser.ariaLabel = say('language');
    chooser.addEventListener('change', () => {
      this.#language = chooser.value as DoctorLanguage;
      void this.#draw();
    });
    return chooser;
  }

  async #repeat(): Promise<void> {
    await this.show(await this.#again());
  }

  #report(say: Say): string {
    return this.#findings
      .flatMap(({ check, state, code, params }) => [
        `${signs[state]} ${say(`check_${check}`)}${code ? `: ${say(code, params)}` : ''}`,
        ...(code ? [`  → ${say(`${code}_cure`, params)}`] : []),
      ])
      .join('\n');
  }

  #close(): void {
    (this.#box.getRootNode() as ShadowRoot).host.remove();
  }
}

function lineOf({ check, state, code, params }: DoctorFinding, say: Say): HTMLLIElement {
  const sign = make('span', { name: 'sign', text: signs[state] });
  sign.setAttribute('role', 'img');
  sign.ariaLabel = say(`state_${state}`);
  const words = [make('b', { text: say(`check_${check}`) })] as HTMLElement[];
  if (code)
    words.push(
      make('p', { text: say(code, params) }),
      make('p', { name: 'cure', text: say(`${code}_cure`, params) }),
    );
  return make('li', { name: state }, sign, make('div', {}, ...words));
}
