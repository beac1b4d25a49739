/** What is used of the compiler that the analyzer brings along: the one of the project has no such door. */
export type Type = {
  flags: number;
  value?: string | number;
  symbol?: Named;
  aliasSymbol?: Named;
  aliasTypeArguments?: unknown;
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
export type Node = {
  getText(): string;
  typeParameters?: unknown[];
  getSourceFile(): { fileName: string };
};
export type Named = {
  name: string;
  flags: number;
  declarations?: Node[];
  valueDeclaration?: Node;
  getDocumentationComment(checker: Checker): { text: string }[];
};
export type Signature = {
  parameters: Named[];
  getReturnType(): Type;
  declaration?: { parameters: { questionToken?: unknown; initializer?: unknown }[] };
};
export type Checker = {
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
export type Compiler = {
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
