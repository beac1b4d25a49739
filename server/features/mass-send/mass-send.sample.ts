import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { SampleWriter } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { createEnvelopeQueries, type Department } from './mass-send.envelope.ts';
import { statementLetter } from './mass-send.mail.ts';

/** The letter that goes with a mailed statement, as the first company of the tenant would write it. */
export const createStatementSample =
  ({ texts, defaultFrom }: { texts: Texts; defaultFrom: string }): SampleWriter<Db> =>
  async (db, tenantId, { person, locale, strings }) => {
    const sender = await createEnvelopeQueries(db, tenantId).sender();
    const [first] = await rowsOf<{ company: string; department: Department | null }>(
      db,
      `select c.legal_name as company,
         (select jsonb_build_object('phone', d.phone, 'extension', d.extension, 'mailbox', d.mailbox)
          from department_contacts d
          where d.kind = 'receivables' and (d.company_id = c.id or d.company_id is null)
          order by d.company_id nulls last limit 1) as department
       from companies c where c.deleted_at is null order by c.code limit 1`,
      [],
    );
    return {
      from: sender.mailFrom ?? { name: sender.name, address: defaultFrom },
      letter: statementLetter(texts(locale, strings), {
        locale,
        company: first?.company ?? sender.name,
        name: person.name,
        brand: sender.name,
        department: first?.department ?? null,
      }),
    };
  };
