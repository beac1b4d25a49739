import { aquaBrand } from './aqua/brand.ts';
import { barloviaBrand } from './barlovia/brand.ts';
import type { Brand } from './brand.ts';
import { zambeBrand } from './zambe/brand.ts';

export type { Brand, BrandSlug, DemoNewcomer } from './brand.ts';

export const brands: Brand[] = [aquaBrand, zambeBrand, barloviaBrand];

/** The example host (`example-host.ts`) as the portal knows it, and the brand that takes its word. */
export const vouched = { brand: 'aqua', portOffset: 5 };
export const vouchingHost = (port: number) => ({
  origin: `http://intranet.localhost:${port}`,
  jwksUrl: `http://127.0.0.1:${port}/.well-known/jwks.json`,
});
