/** How a currency is written here. The places are those in use, not those of the platform’s tables. */
type Currency = { symbol: string; places: number };

const nbsp = '\u00a0';

/** Currencies by ISO 4217 code. */
export const currencies: Readonly<Record<string, Currency>> = {
  ARS: { symbol: '$', places: 2 },
  BOB: { symbol: `Bs${nbsp}`, places: 2 },
  BRL: { symbol: `R$${nbsp}`, places: 2 },
  CAD: { symbol: '$', places: 2 },
  CLP: { symbol: '$', places: 0 },
  COP: { symbol: '$', places: 2 },
  CRC: { symbol: '₡', places: 2 },
  DOP: { symbol: 'RD$', places: 2 },
  EUR: { symbol: '€', places: 2 },
  GBP: { symbol: '£', places: 2 },
  GTQ: { symbol: `Q${nbsp}`, places: 2 },
  HNL: { symbol: `L${nbsp}`, places: 2 },
  JPY: { symbol: '¥', places: 0 },
  MXN: { symbol: '$', places: 2 },
  NIO: { symbol: `C$${nbsp}`, places: 2 },
  PAB: { symbol: `B/.${nbsp}`, places: 2 },
  PEN: { symbol: `S/${nbsp}`, places: 2 },
  PYG: { symbol: '₲', places: 0 },
  USD: { symbol: '$', places: 2 },
  UYU: { symbol: '$', places: 2 },
  VES: { symbol: `Bs.${nbsp}`, places: 2 },
};
