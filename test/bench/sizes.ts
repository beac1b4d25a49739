import { weigh } from '../support/weigh.ts';
import type { Finding } from './compare.ts';

/** What a page downloads, against the budgets of the house. */
export function weighAll(): Finding[] {
  const finding = (what: string, files: string[], most: number): Finding => {
    const bytes = files.map(weigh).reduce((sum, size) => sum + size, 0);
    const value = `${(bytes / 1000).toFixed(2)} kB`;
    return { what, value, budget: `${most / 1000} kB`, holds: bytes <= most };
  };
  const login = ['embed.js', 'core.js', 'portal-login.js'];
  const orders = ['kit.js', 'portal-orders.js'];
  return [
    finding('loader', ['embed.js'], 1_000),
    finding('<portal-login> cold, everything, es', [...login, 'es.js'], 34_000),
    finding('<portal-login> cold, everything, pt', [...login, 'pt.js'], 34_000),
    finding('what lists share, once', ['kit.js'], 5_000),
    finding('<portal-orders> besides', ['portal-orders.js'], 5_000),
    finding('<portal-account> besides', ['portal-account.js'], 5_000),
    finding('<portal-mass-send> besides', ['portal-mass-send.js'], 5_000),
    finding('<portal-prices> besides', ['portal-prices.js'], 5_000),
    finding('<portal-home> besides', ['portal-home.js'], 5_000),
    finding('<portal-statement> besides', ['portal-statement.js'], 5_000),
    finding('<portal-stock> besides', ['portal-stock.js'], 5_000),
    finding(
      'setting a password, when it comes to it',
      ['portal-login-access.js', 'password.js'],
      6_000,
    ),
    finding(
      'login and orders, es and pt',
      [...login, ...orders, 'es.js', 'pt.js', 'es-records.js', 'pt-records.js'],
      60_000,
    ),
  ];
}
