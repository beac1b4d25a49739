/** The word among `words` that `word` is; undefined if it is none of them. */
export const pick = <T extends string>(words: readonly T[], word: string): T | undefined =>
  words.find((one) => one === word);

/** The text if it has the form of a day, `yyyy-mm-dd`; else undefined. */
export const dayOr = (text: string): string | undefined =>
  /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined;

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The query without the parameters that are undefined. */
export const given = <T extends object>(query: T): Given<T> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Given<T>;
