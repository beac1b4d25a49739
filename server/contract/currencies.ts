const nbsp = '\u00a0';

/** What stands before the figures, by ISO 4217 code; other currencies have their code alone. */
const symbols: Readonly<Record<string, string>> = {
  ARS: '$',
  BOB: `Bs${nbsp}`,
  BRL: `R$${nbsp}`,
  CAD: '$',
  CLP: '$',
  COP: '$',
  CRC: '₡',
  DOP: 'RD$',
  EUR: '€',
  GBP: '£',
  GTQ: `Q${nbsp}`,
  HNL: `L${nbsp}`,
  JPY: '¥',
  MXN: '$',
  NIO: `C$${nbsp}`,
  PAB: `B/.${nbsp}`,
  PEN: `S/${nbsp}`,
  PYG: '₲',
  USD: '$',
  UYU: '$',
  VES: `Bs.${nbsp}`,
};

/** Currencies that nobody takes for another by their symbol. */
const clear = new Set('BRL CRC DOP EUR GBP GTQ PAB PEN PYG'.split(' '));

/** Currencies whose minor unit is not the hundredth: digits behind the point, by ISO 4217 (list one). */
const minorUnits: readonly [digits: number, codes: string][] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];
const digitsOf = new Map(
  minorUnits.flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, digits])),
);

/** How a currency is written here: what stands before the figures, and how many digits there are at least. */
export type Currency = {
  code: string;
  symbol: string;
  places: number;
  /** The symbol is that of no other currency. */
  clear: boolean;
};

/** Symbols that say more to a region's readers, who take them for no other currency. */
const regional: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  BR: { USD: `US$${nbsp}` },
};

/**
 * @param code ISO 4217; `MXP`, which old ERPs still send, is `MXN`
 * @param region of the reader, as `pt-BR`
 */
export function currencyOf(code: string, region = ''): Currency {
  const now = code === 'MXP' ? 'MXN' : code;
  const own = regional[region.split('-').at(-1) ?? '']?.[now];
  return {
    code: now,
    symbol: own ?? symbols[now] ?? '',
    places: digitsOf.get(now) ?? 2,
    clear: own !== undefined || clear.has(now),
  };
}
