import { date } from '#contract/primitives';
import type { KeyPermission } from '#contract/permissions';
import type { Options } from '../cli.ts';
import { keyPermissions } from '../features/tenants/tenants.service.ts';
import { need, withAdmin } from './admin.ts';

/** `portico key create`, `list` and `revoke` */
export async function keyCommand([verb]: string[], options: Options): Promise<void> {
  const tenant = need(options.tenant, 'tenant');
  await withAdmin(async (admin) => {
    if (verb === 'create') {
      const permissions = (options.permission ?? keyPermissions) as KeyPermission[];
      const expiresAt = options.expires && `${date.parse(options.expires)}T23:59:59Z`;
      const secret = await admin.createKey(tenant, {
        name: need(options.name, 'name'),
        permissions,
        expiresAt,
      });
      console.log(secret);
      console.error('This is the only time the key is shown. Keep it like a password.');
    } else if (verb === 'revoke') {
      const ended = await admin.revokeKey(tenant, need(options.prefix, 'prefix'));
      console.log(ended ? 'The key is revoked.' : 'There is no such key.');
    } else if (verb === 'list') {
      for (const key of await admin.listKeys(tenant)) {
        const state = key.revoked_at ? 'revoked' : (key.expires_at ?? 'no end');
        console.log([key.prefix, key.name, state, key.last_used_at ?? 'never used'].join('\t'));
      }
    } else throw new Error('portico key create | list | revoke');
  });
}
