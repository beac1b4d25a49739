import type { Db } from '../db/scope.ts';
import { brandingOf, type Branding } from './branding.ts';

export type Logo = { png: Uint8Array; width: number; height: number };

/** In what look files of a tenant are drawn. */
export type Letterhead = {
  branding: Branding;
  /** For light ground. */
  logo: Logo | null;
};

export async function letterheadOf(db: Db, tenantId: string): Promise<Letterhead> {
  const [branding, logo] = await Promise.all([
    brandingOf(db, tenantId),
    db('brand_pictures as p')
      .join('tenants as t', 't.id', 'p.tenant_id')
      .whereRaw(`p.sha256 = t.logos #>> '{light,id}'`)
      .first<Logo | undefined>({ png: 'p.content', width: 'p.width', height: 'p.height' }),
  ]);
  return { branding, logo: logo ?? null };
}
