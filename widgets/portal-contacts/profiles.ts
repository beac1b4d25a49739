import type { Grant, PermissionProfile } from '#contract/contacts';
import type { ReactiveControllerHost } from 'lit';
import type { Portal } from '../core/index.ts';
import { Resource } from '../records/resource.ts';

/** Starter profiles and those of the company. */
export const profilesResource = (
  host: ReactiveControllerHost,
  portal: () => Portal,
): Resource<true, PermissionProfile[]> =>
  new Resource(host, {
    portal,
    query: () => true as const,
    load: async (client, _, signal) =>
      (await client.call('GET /permission-profiles', { signal })).items,
  });

/** What permissions and profiles are compared by. */
const formOf = (grants: readonly Pick<Grant, 'permission' | 'scope'>[]): string =>
  grants
    .map(({ permission, scope }) => `${permission}:${scope}`)
    .toSorted()
    .join(' ');

/**
 * The profile that permissions are those of: the preferred one, else the first that has them. The last day makes no
 * difference, a limit to companies or addresses does.
 */
export function profileOf(
  profiles: readonly PermissionProfile[],
  grants: readonly Grant[],
  preferred: string,
): PermissionProfile | undefined {
  const isLimited = ({ companies, addresses }: Grant) => companies.length + addresses.length > 0;
  if (grants.length === 0 || grants.some(isLimited)) return undefined;
  const form = formOf(grants);
  const same = profiles.filter((profile) => formOf(profile.grants) === form);
  return same.find(({ id }) => id === preferred) ?? same[0];
}
