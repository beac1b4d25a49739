import { weighReceived } from '../support/weigh.ts';
import type { Finding } from './compare.ts';

/** What a page downloads, against the budgets of the house: all that comes before the page is ready. */
export function weighAll(): Finding[] {
  const finding = (what: string, files: string[], most: number): Finding => {
    const bytes = weighReceived(files);
    const value = `${(bytes / 1000).toFixed(2)} kB`;
    return { what, value, budget: `${most / 1000} kB`, holds: bytes <= most };
  };
  const login = ['embed.js', 'portal-login.js', 'sign-in.js'];
  const elements = ['orders', 'stock', 'prices', 'statement'].map((name) => `portal-${name}.js`);
  const words = ['es', 'pt', 'es-records', 'pt-records'].map((name) => `${name}.js`);
  return [
    finding('loader', ['embed.js'], 2_000),
    finding('<portal-login> cold, until it can be typed into, es', [...login, 'es.js'], 38_000),
    finding(
      '<portal-login> cold, with what calls the server',
      [...login, 'es.js', 'http.js'],
      38_000,
    ),
    finding(
      '<portal-login> cold, with what calls the server, pt',
      [...login, 'pt.js', 'http.js'],
      38_000,
    ),
    finding(
      'login, orders, stock, prices and statement, es and pt',
      [...login, ...elements, ...words, 'http.js'],
      60_000,
    ),
  ];
}
