import { firstTags, snippetOf } from '#contract/embedding-words';
import { brands, type Brand } from './brands.ts';
import type { Seeded } from './seed.ts';

const earlier = 'came at an earlier start: a forgotten password brings another mail';

/** The block that `npm start` ends with: where to look and how to sign in. */
export function signInBlock(options: {
  portalUrl: string;
  inboxUrl: string;
  erpUrl: string;
  originOf: (brand: Brand) => string;
  seeded: readonly Seeded[];
  /** Sites of whoever tries it, which may embed the portals as well. */
  own: readonly string[];
}): string {
  const { portalUrl, inboxUrl, erpUrl, originOf, seeded, own } = options;
  const lines = ['', `  The portal answers on ${portalUrl}; it lives in these sites:`];
  for (const brand of brands) {
    const people = [...brand.logins, ...brand.newcomers, ...brand.staff];
    const width = Math.max(...people.map(({ logins }) => logins[0]?.length ?? 0));
    const line = (name: string, text: string) => `    ${name.padEnd(width)}  ${text}`;
    const { newcomers = {} } = seeded.find(({ slug }) => slug === brand.slug) ?? {};
    lines.push(
      '',
      `  ${brand.name}`,
      line('home', `${originOf(brand)}${brand.site.places.home}`),
      line('address', `${originOf(brand)}${brand.site.places.orders}`),
      line('account', `${originOf(brand)}${brand.site.places.account}`),
      line('stock', `${originOf(brand)}${brand.site.places.stock}`),
      line('prices', `${originOf(brand)}${brand.site.places.prices}`),
      line('statement', `${originOf(brand)}${brand.site.places.statement}`),
      line('mass send', `${originOf(brand)}${brand.site.places['mass-send']}`),
      line('password', brand.password),
      ...[...brand.logins, ...brand.staff].map(({ logins, shows }) => line(logins[0] ?? '', shows)),
      ...brand.newcomers.map(({ logins: [login = ''], shows }) => {
        const password = newcomers[login];
        return line(login, password === undefined ? earlier : [shows, password].join(' ').trim());
      }),
    );
  }
  if (own.length > 0)
    lines.push(
      '',
      `  Pages at ${own.join(', ')} may hold`,
      ...snippetOf({ server: portalUrl, tenant: brands[0]!.slug, tags: firstTags })
        .split('\n')
        .map((line) => `    ${line}`),
    );
  const keys = seeded.flatMap(({ slug, key }) => (key ? [`    ${slug.padEnd(6)} ${key}`] : []));
  if (keys.length > 0) lines.push('', '  ERP keys, shown this once', ...keys);
  lines.push('', '  node demo/example-host.ts starts a site whose users are signed in already.');
  lines.push('', `  All mail arrives at ${inboxUrl}`);
  lines.push(
    `  The ERP that is asked for stock, and takes orders, can be slow, wrong or down: ${erpUrl}`,
  );
  lines.push('', '  Ctrl+C ends it.', '');
  return lines.join('\n');
}
