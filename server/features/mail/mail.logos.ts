import type { InScope } from '../../db/scope.ts';
import type { LetterLogo } from '../../output/mail.ts';

/** Pictures that are kept at hand: mails of a tenant leave one after the other. */
const mostKept = 20;

/**
 * A tenant's logo as its mails carry it.
 * @param id hash of the picture
 * @returns null where the tenant has no such picture any more: the mail goes without
 */
export type Logos = (tenantId: string, id: string) => Promise<LetterLogo | null>;

/** Reads logos once, and keeps those that were asked for last. */
export function createLogos(inScope: InScope): Logos {
  const kept = new Map<string, LetterLogo>();
  return async (tenantId, id) => {
    const key = `${tenantId} ${id}`;
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const row = await inScope({ tenantId }, (db) =>
      db('brand_pictures')
        .where({ tenant_id: tenantId, sha256: id })
        .first<Omit<LetterLogo, 'cid'> | undefined>('content', 'width', 'height'),
    );
    if (!row) return null;
    const logo = { cid: `logo.${id.slice(0, 16)}@portico`, ...row };
    kept.set(key, logo);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
    return logo;
  };
}
