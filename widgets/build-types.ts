import { join } from 'node:path';
import type { ElementDeclaration, ElementsManifest, Member } from './custom-elements.ts';

const root = join(import.meta.dirname, '..');

/** What is used of the compiler that the analyzer brings along: the one of the project has no such door. */
type Type = {
  flags: number;
  value?: string | number;
  symbol?: Named;
  aliasSymbol?: Named;
  types?: Type[];
  /** Of a reference with arguments. */
  target?: unknown;
  isUnion(): boolean;
  isIntersection(): boolean;
  isStringLiteral(): boolean;
  isNumberLiteral(): boolean;
  getProperties(): Named[];
  getCallSignatures(): Signature[];
  getStringIndexType(): Type | undefined;
};
type Node = {
  getText(): string;
  typeParameters?: unknown[];
  getSourceFile(): { fileName: string };
};
type Named = {
  name: string;
  flags: number;
  declarations?: Node[];
  valueDeclaration?: Node;
  getDocumentationComment(checker: Checker): { text: string }[];
};
type Signature = {
  parameters: Named[];
  getReturnType(): Type;
  declaration?: { parameters: { questionToken?: unknown; initializer?: unknown }[] };
};
type Checker = {
  getSymbolAtLocation(node: unknown): Named;
  getExportsOfModule(symbol: Named): Named[];
  getAliasedSymbol(symbol: Named): Named;
  getDeclaredTypeOfSymbol(symbol: Named): Type;
  getTypeOfSymbol(symbol: Named): Type;
  getTypeArguments(type: Type): Type[];
  isArrayType(type: Type): boolean;
  isTupleType(type: Type): boolean;
  typeToString(type: Type): string;
};
type Compiler = {
  createProgram(
    files: string[],
    options: object,
  ): {
    getTypeChecker(): Checker;
    getSourceFile(name: string): unknown;
  };
  getCombinedModifierFlags(node: unknown): number;
  SymbolFlags: Record<'Alias' | 'Optional' | 'Function' | 'Class' | 'TypeAlias' | 'Method', number>;
  ModifierFlags: Record<'Private' | 'Protected' | 'Static', number>;
  ModuleKind: { NodeNext: number };
  ScriptTarget: { ES2022: number };
};

/** Exports that pages have no use for, or whose types reach into the whole contract. */
const inner = new Set([
  'Client',
  'toClientError',
  'Translate',
  'emit',
  'PortalElementClass',
  'TextKey',
]);
/** Members of classes that reach as far. */
const innerMembers = new Set(['client', 'elements']);
/** Types that are another, simpler one to whoever has no sources of ours. */
const plain: Record<string, string> = {
  TextKey: 'string',
  PortalElementClass: 'CustomElementConstructor',
};

/**
 * The types of what `core` exports, without the contract and its schemas: a page's compiler needs nothing but them.
 * @throws Error where a type cannot be written down
 */
export async function coreTypes(): Promise<string> {
  const name = '@custom-elements-manifest/analyzer';
  const { ts } = (await import(name)) as { ts: Compiler };
  const entry = join(root, 'widgets/core/index.ts');
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: 99,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    allowImportingTsExtensions: true,
    experimentalDecorators: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
  return new Printer(ts, checker).module(checker.getExportsOfModule(module));
}

class Printer {
  readonly #ts: Compiler;
  readonly #checker: Checker;
  /** Aliases and classes that are written down under their own names, and those still to be. */
  readonly #named = new Map<string, Named>();
  readonly #written = new Set<string>();

  constructor(ts: Compiler, checker: Checker) {
    this.#ts = ts;
    this.#checker = checker;
  }

  module(symbols: readonly Named[]): string {
    const { SymbolFlags } = this.#ts;
    const all = symbols.map((symbol) =>
      symbol.flags & SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol,
    );
    for (const symbol of all) if (!inner.has(symbol.name)) this.#named.set(symbol.name, symbol);
    const lines: string[] = [];
    for (let some = [...this.#named.values()]; some.length > 0; some = this.#unwritten())
      for (const symbol of some) {
        this.#written.add(symbol.name);
        lines.push(this.#declaration(symbol));
      }
    lines.push('declare global {\n  interface HTMLElementEventMap extends PortalEventMap {}\n}\n');
    return lines.join('\n');
  }

  #unwritten = (): Named[] =>
    [...this.#named.values()].filter(({ name }) => !this.#written.has(name));

  #declaration(symbol: Named): string {
    const { SymbolFlags } = this.#ts;
    const { name, flags } = symbol;
    const doc = this.#doc(symbol, '');
    if (flags & SymbolFlags.TypeAlias) {
      const source = symbol.declarations!.find((node) => /^(export )?type /.test(node.getText()));
      // One with parameters stands as it is written: it names nothing but what is here as well.
      if (source?.typeParameters || /\bkeyof\b|\[N in /.test(source?.getText() ?? ''))
        return `${doc}${exported(source!.getText())}\n`;
      return `${doc}export type ${name} = ${this.#type(this.#checker.getDeclaredTypeOfSymbol(symbol), name)};\n`;
    }
    if (flags & SymbolFlags.Class) return doc + this.#class(symbol);
    const type = this.#checker.getTypeOfSymbol(symbol);
    if (flags & SymbolFlags.Function)
      return type
        .getCallSignatures()
        .map((one) => `${doc}export declare function ${name}${this.#signature(one, ': ')};\n`)
        .join('');
    return `${doc}export declare const ${name}: ${this.#type(type)};\n`;
  }

  #doc(symbol: Named, indent: string): string {
    const text = symbol
      .getDocumentationComment(this.#checker)
      .map((part) => part.text)
      .join('')
      .replaceAll('*/', '*\\/');
    return text ? `${indent}/** ${text.replaceAll('\n', `\n${indent} * `)} */\n` : '';
  }

  /** A class with what is public of it; an element extends the browser's. */
  #class(symbol: Named): string {
    const { ModifierFlags } = this.#ts;
    const type = this.#checker.getDeclaredTypeOfSymbol(symbol);
    const isElement = type.getProperties().some(({ name }) => name === 'shadowRoot');
    const heritage = isElement
      ? ' extends HTMLElement'
      : symbol.name.endsWith('Error')
        ? ' extends Error'
        : '';
    const members = type.getProperties().filter((member) => {
      const node = member.valueDeclaration ?? member.declarations?.[0];
      const own = node && !node.getSourceFile().fileName.includes('node_modules');
      const hidden = ModifierFlags.Private | ModifierFlags.Protected;
      return (
        own &&
        !/^(__|#)/.test(member.name) &&
        !innerMembers.has(member.name) &&
        !(this.#ts.getCombinedModifierFlags(node) & hidden) &&
        !lifecycle.has(member.name)
      );
    });
    const lines = members.map((member) => this.#member(member));
    if (isElement)
      lines.push(
        '  /** Resolves once what changed is drawn. */\n  readonly updateComplete: Promise<boolean>;\n',
      );
    return `export declare ${isElement ? 'abstract ' : ''}class ${symbol.name}${heritage} {\n${lines.join('')}}\n`;
  }

  #member(member: Named): string {
    const type = this.#checker.getTypeOfSymbol(member);
    const doc = this.#doc(member, '  ');
    const { SymbolFlags } = this.#ts;
    if (member.flags & SymbolFlags.Method)
      return type
        .getCallSignatures()
        .map((one) => `${doc}  ${member.name}${this.#signature(one, ': ')};\n`)
        .join('');
    return `${doc}  ${key(member.name)}: ${this.#type(type)};\n`;
  }

  #signature(signature: Signature, arrow: string): string {
    const given = signature.declaration?.parameters ?? [];
    const list = signature.parameters.map((one, index) => {
      const name =
        /^\w+$/.test(one.name) && !one.name.startsWith('__') ? one.name : `options${index || ''}`;
      const optional = given[index]?.questionToken || given[index]?.initializer ? '?' : '';
      return `${name}${optional}: ${this.#type(this.#checker.getTypeOfSymbol(one))}`;
    });
    return `(${list.join(', ')})${arrow}${this.#type(signature.getReturnType())}`;
  }

  /** @param top name of the alias that is being written, which is not replaced by itself */
  #type(type: Type, top = ''): string {
    const alias = type.aliasSymbol?.name ?? '';
    if (alias !== top && plain[alias]) return plain[alias];
    if (alias && alias !== top && this.#named.get(alias) === type.aliasSymbol) return alias;
    if (type.isStringLiteral() || type.isNumberLiteral()) return JSON.stringify(type.value);
    if (type.isUnion() || type.isIntersection()) return this.#several(type);
    const name = type.symbol?.name ?? '';
    if (name && name !== top && this.#named.get(name) === type.symbol) return name;
    if (this.#checker.isArrayType(type) || this.#checker.isTupleType(type)) return this.#list(type);
    const [signature] = type.getCallSignatures();
    if (signature) return this.#signature(signature, ' => ');
    return this.#object(type);
  }

  #several(type: Type): string {
    const text = this.#checker.typeToString(type);
    if (text === 'boolean') return text;
    const parts = new Set(type.types!.map((one) => this.#type(one)));
    if (parts.delete('true') && parts.delete('false')) parts.add('boolean');
    return [...parts]
      .map((part) => (part.includes('=>') ? `(${part})` : part))
      .join(type.isUnion() ? ' | ' : ' & ');
  }

  #list(type: Type): string {
    const items = this.#arguments(type);
    const readonly = this.#checker.typeToString(type).startsWith('readonly ') ? 'readonly ' : '';
    return this.#checker.isTupleType(type)
      ? `${readonly}[${items.join(', ')}]`
      : `${readonly}(${items.join('')})[]`;
  }

  #arguments = (type: Type): string[] =>
    type.target ? this.#checker.getTypeArguments(type).map((one) => this.#type(one)) : [];

  #object(type: Type): string {
    const node = type.symbol?.declarations?.[0];
    const ofBrowser = /[\\/]lib\.[\w.]+\.d\.ts$/.test(node?.getSourceFile().fileName ?? '');
    const index = type.getStringIndexType();
    if (index && type.getProperties().length === 0)
      return `{ [key: string]: ${this.#type(index)} }`;
    if (ofBrowser && !/^(Record|Pick|Partial|__type)$/.test(type.symbol!.name)) {
      const some = this.#arguments(type);
      return some.length > 0 ? `${type.symbol!.name}<${some.join(', ')}>` : type.symbol!.name;
    }
    const properties = type.getProperties();
    if (properties.length === 0) {
      const text = this.#checker.typeToString(type);
      if (/^\w+$/.test(text)) return text;
      if (text === '{}') return 'Record<never, never>';
      throw new Error(`No type for pages can be written of ${text}`);
    }
    const fields = properties.map((one) => {
      const optional = one.flags & this.#ts.SymbolFlags.Optional ? '?' : '';
      return `${key(one.name)}${optional}: ${this.#type(this.#checker.getTypeOfSymbol(one))}`;
    });
    return `{ ${fields.join('; ')} }`;
  }
}

/** What Lit and the browser call. */
const lifecycle = new Set([
  'connectedCallback',
  'disconnectedCallback',
  'attributeChangedCallback',
  'render',
  'state',
]);
const key = (name: string): string => (/^[\w$]+$/.test(name) ? name : JSON.stringify(name));
const exported = (text: string): string => (text.startsWith('export') ? text : `export ${text}`);

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
  return `${doc}  ${name}(): ${rest.return?.type?.text ?? 'Promise<void>'};\n`;
}

const comment = (text = '', indent: string): string =>
  text
    ? `${indent}/** ${text.replaceAll('*/', '*\\/').replaceAll('\n', `\n${indent} * `)} */\n`
    : '';
