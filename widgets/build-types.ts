import { join } from 'node:path';
import type { Checker, Compiler, Named, Signature, Type } from './build-types-compiler.ts';

const root = join(import.meta.dirname, '..');

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

/** What a language has by itself: an alias such as `Milliseconds` is spelled by it. */
const primitives = new Set(
  'any unknown string number boolean bigint symbol void undefined null never true false object'.split(
    ' ',
  ),
);

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
  #depth = 0;

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
    lines.push(
      'declare global {\n  interface HTMLElementEventMap extends PortalEventMap {}\n  interface DocumentEventMap extends PortalEventMap, PortalDocumentEventMap {}\n}\n',
    );
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
      if (source?.typeParameters || /^PortalEvent(Name|Map)$/.test(name))
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
    if (alias && alias !== top && this.#hasName(type)) return alias;
    // What refers to itself has a name; anything deeper is no type for pages.
    if (this.#depth > 12)
      throw new Error(`A type is too deep: ${this.#checker.typeToString(type)}`);
    this.#depth++;
    try {
      return this.#spelled(type, top);
    } finally {
      this.#depth--;
    }
  }

  /** Whether a type is written down under its own name: what is exported, and what that refers to. */
  #hasName({ aliasSymbol, aliasTypeArguments }: Type): boolean {
    const [node] = aliasSymbol?.declarations ?? [];
    if (!node || aliasTypeArguments || /node_modules/.test(node.getSourceFile().fileName))
      return false;
    const { name } = aliasSymbol!;
    if (!this.#named.has(name)) this.#named.set(name, aliasSymbol!);
    return this.#named.get(name) === aliasSymbol;
  }

  #spelled(type: Type, top: string): string {
    if (type.isStringLiteral() || type.isNumberLiteral()) return JSON.stringify(type.value);
    const text = this.#checker.typeToString(type);
    if (primitives.has(text)) return text;
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
    const ofBrowser = type.symbol?.declarations?.some((node) =>
      /[\\/]lib\.[\w.]+\.d\.ts$/.test(node.getSourceFile().fileName),
    );
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
      if (text === '{}' || text === 'Record<never, never>') return 'Record<never, never>';
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
export const key = (name: string): string => (/^[\w$]+$/.test(name) ? name : JSON.stringify(name));
const exported = (text: string): string => (text.startsWith('export') ? text : `export ${text}`);
