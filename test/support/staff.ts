import type { PersonPermission } from '#contract/permissions';
import { signIn, type Api } from './api.ts';
import { password, type Slug } from './fixtures.ts';
import type { TestPortal } from './portal.ts';

/**
 * A person of the company who signs in.
 * @param customers the portfolio, by number
 */
export async function staffSession(
  { portal, url }: TestPortal,
  name: string,
  {
    permissions,
    customers = 'all',
    slug = 'norte',
  }: { permissions: PersonPermission[]; customers?: string[] | 'all'; slug?: Slug },
): Promise<Api> {
  const one = { name, logins: [name], password, permissions, customers };
  await portal.admin.createStaff(slug, one);
  return signIn(url, name, slug);
}
