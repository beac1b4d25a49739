import { brands, type Brand } from './brands.ts';
import type { Seeded } from './seed.ts';

/** The block that `npm start` ends with: where to look and how to sign in. */
export function signInBlock(options: {
  portalUrl: string;
  inboxUrl: string;
  originOf: (brand: Brand) => string;
  seeded: readonly Seeded[];
}): string {
  const { portalUrl, inboxUrl, originOf, seeded } = options;
  const lines = ['', `  The portal answers on ${portalUrl}; it lives in these sites:`];
  for (const brand of brands) {
    const width = Math.max(...brand.logins.map(({ logins }) => logins[0]?.length ?? 0));
    lines.push(
      '',
      `  ${brand.name}`,
      `    ${'address'.padEnd(width)}  ${originOf(brand)}/portal`,
      `    ${'password'.padEnd(width)}  ${brand.password}`,
      ...brand.logins.map(
        ({ logins, shows }) => `    ${(logins[0] ?? '').padEnd(width)}  ${shows}`,
      ),
    );
  }
  const keys = seeded.flatMap(({ slug, key }) => (key ? [`    ${slug.padEnd(6)} ${key}`] : []));
  if (keys.length > 0) lines.push('', '  ERP keys, shown this once', ...keys);
  lines.push('', `  All mail arrives at ${inboxUrl}`);
  lines.push('', '  Ctrl+C ends it.', '');
  return lines.join('\n');
}
