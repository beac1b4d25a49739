import type { RunState } from '#contract/mass-send-words';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { signingSql, type SigningDepartment } from '../../records/departments.ts';
import { senderOf, type Sender as TenantSender } from '../../records/sender.ts';

/** All that a mail to a recipient of a run is written from, but the statement itself. */
export type Envelope = {
  runState: RunState;
  companyId: string;
  company: string;
  companyCode: string;
  cutOff: string;
  customerId: string;
  number: string;
  name: string;
  locale: Locale;
  attachment: string;
  statementId: string | null;
  sha256: string | null;
  mailboxes: { position: number; address: string; role: 'to' | 'cc' }[];
  sender: Sender;
  department: SigningDepartment | null;
};

/** As whom a tenant writes. */
export type Sender = Omit<TenantSender, 'timeZone'>;

const senderSql = `jsonb_build_object('slug', t.slug, 'name', t.name, 'locale', t.locale, 'formats', t.formats,
  'theme', t.theme, 'strings', t.strings, 'mailFrom', t.mail_from, 'pageUrl', t.page_url,
  'logo', t.logos #>> '{light,id}')`;

// One statement, planned once a connection: a run asks it thousands of times.
const envelopeSql = `
  select run.state as "runState", run.company_id as "companyId", c.legal_name as company,
    c.code as "companyCode", run.cut_off as "cutOff", r.customer_id as "customerId", k.number, k.name,
    r.locale, r.attachment, r.statement_id as "statementId", r.document_sha256 as sha256,
    (select jsonb_agg(jsonb_build_object('position', a.position, 'address', a.address, 'role', a.role)
       order by a.position)
     from mass_send_mails a
     where a.tenant_id = r.tenant_id and a.recipient_id = r.id and a.mail_id is not null) as mailboxes,
    ${senderSql} as sender,
    ${signingSql('statements', { tenantId: 'r.tenant_id', companyId: 'run.company_id' })} as department
  from mass_send_recipients r
  join mass_sends run on run.tenant_id = r.tenant_id and run.id = r.run_id
  join companies c on c.tenant_id = run.tenant_id and c.id = run.company_id
  join customers k on k.tenant_id = r.tenant_id and k.id = r.customer_id
  join tenants t on t.id = r.tenant_id
  where r.tenant_id = ? and r.id = ?
  for update of r`;

/** What the mails of runs are written from. */
export function createEnvelopeQueries(db: Db, tenantId: string) {
  return {
    /**
     * What a mail to a recipient is written from; the department is the company's, else the tenant's (spec
     * S13.2). The recipient is locked: of two mails to it, the first one makes the statement.
     */
    envelope: async (recipientId: string): Promise<Envelope | null> => {
      const rows = await rowsOf<Envelope>(db, envelopeSql, [tenantId, recipientId], {
        name: 'envelope',
      });
      return rows[0] ?? null;
    },

    sender: (): Promise<Sender> => senderOf(db, tenantId),

    /** Who started a run, with the mailbox its log goes to. */
    starter: async (
      runId: string,
    ): Promise<
      | { identityId: string; name: string; address: string | null; locale: Locale | null }
      | undefined
    > =>
      db('mass_sends as run')
        .join('identities as i', (on) =>
          on.on('i.tenant_id', 'run.tenant_id').on('i.id', 'run.started_by'),
        )
        .where('run.id', runId)
        .first({ identityId: 'i.id', name: 'i.name', address: 'i.email', locale: 'i.locale' }),

    /** Notes which statement a recipient gets, with the totals it says: the run tells what was mailed. */
    setStatement: (
      id: string,
      statementId: string,
      totals: { currency: string; amount: string }[],
    ) =>
      db('mass_send_recipients')
        .where({ id })
        .update({ statement_id: statementId, totals: JSON.stringify(totals) })
        .options({ name: 'recipient statement' }),

    setDocument: (id: string, sha256: string) =>
      db('mass_send_recipients')
        .where({ id })
        .update({ document_sha256: sha256 })
        .options({ name: 'recipient document' }),
  };
}
