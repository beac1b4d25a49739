import type { Tenant } from '#contract/portal';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

type Looks = Pick<
  Tenant,
  'formats' | 'theme' | 'strings' | 'manuals' | 'terms' | 'logos' | 'welcome' | 'footer' | 'contact'
>;

/** @returns besides whether another look is due */
const looksIn = (db: Db, tenantId: string): Promise<Looks & { due: boolean | null }> =>
  rowOf(
    db,
    `select t.formats, t.theme, t.strings, t.manuals, t.logos, t.footer, t.look_due <= now() as due,
       (select coalesce(jsonb_object_agg(key, value -> 'tree'), '{}') from jsonb_each(t.welcome)) as welcome,
       case when t.terms_version is not null then jsonb_build_object('version', t.terms_version, 'urls', t.terms_url,
         'texts', (select coalesce(jsonb_agg(l), '[]') from jsonb_object_keys(t.terms_texts) l)) end as terms,
       (select jsonb_build_object('phone', phone, 'extension', extension, 'mailbox', mailbox)
        from departments d join department_contacts c on c.tenant_id = d.tenant_id and c.kind = d.key
        where 'access' = any(d.signs) and c.company_id is null) as contact
     from tenants t where t.id = ?`,
    [tenantId],
  );

/** Statements of what a portal shows of itself, and of changing the customer of a session. */
export function createPortalQueries(db: Db) {
  return {
    /** How the tenant looks and speaks, where its papers are, and whom to ask. */
    looks: async (tenantId: string): Promise<Looks> => {
      const { due, ...looks } = await looksIn(db, tenantId);
      if (!due) return looks;
      // A look that came due since the last page was opened holds from this one on.
      await db.raw('select portico_hold_look(false)');
      const { due: _, ...held } = await looksIn(db, tenantId);
      return held;
    },

    /** A logo as PNG, by its hash. */
    logo: (sha256: string) =>
      db('brand_pictures').where({ sha256 }).first<{ content: Uint8Array } | undefined>('content'),

    /** Has a session go on as the person's contact with another customer. @returns whether there is one */
    changeCustomer: async (
      { sessionId, identityId }: { sessionId: string; identityId: string },
      numberKey: string,
    ): Promise<boolean> => {
      const rows = await rowsOf<{ id: string }>(
        db,
        `with wanted as (
           select c.id from contacts c
           join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id and k.deleted_at is null
           where c.identity_id = :identityId and c.active and c.deleted_at is null and k.number_key = :numberKey
           order by c.external_key limit 1),
         remembered as (
           update identities i set last_contact_id = w.id from wanted w where i.id = :identityId)
         update sessions s set contact_id = w.id from wanted w where s.id = :sessionId returning s.id`,
        { sessionId, identityId, numberKey },
      );
      return rows.length > 0;
    },
  };
}
