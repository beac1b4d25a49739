import { readFileSync } from 'node:fs';
import type { Options } from '../cli.ts';
import type { HostKeyInput } from '../features/tenants/tenants.service.ts';
import { need, withAdmin } from './admin.ts';

/** `portico host-key create | list | revoke`: whose word a tenant takes about its people. */
export async function hostKeyCommand([verb]: string[], options: Options): Promise<void> {
  const slug = need(options.tenant, 'tenant');
  await withAdmin(async (admin) => {
    if (verb === 'create') {
      const secret = await admin.createHostKey(slug, keyOf(options));
      console.log(secret ? `${secret}\nIt is shown this once.` : 'The issuer is believed.');
    } else if (verb === 'revoke') {
      const count = await admin.revokeHostKeys(slug, need(options.issuer, 'issuer'));
      console.log(`${count} keys revoked.`);
    } else if (verb === 'list') {
      for (const key of await admin.listHostKeys(slug)) {
        const state = key.revoked_at ? 'revoked' : 'believed';
        console.log([key.issuer, key.jwks_url ?? 'kept here', state].join('\t'));
      }
    } else throw new Error('portico host-key create | list | revoke');
  });
}

function keyOf({ issuer, jwks }: Options): HostKeyInput {
  const name = need(issuer, 'issuer');
  if (!jwks) return { issuer: name, secret: true };
  return /^https?:/.test(jwks)
    ? { issuer: name, jwksUrl: jwks }
    : { issuer: name, jwks: JSON.parse(readFileSync(jwks, 'utf8')) };
}
