import type { StatementContent } from '#contract/statement';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { SampleWriter } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { signingSql, type SigningDepartment } from '../../records/departments.ts';
import { createEnvelopeQueries } from './mass-send.envelope.ts';
import { statementLetter } from './mass-send.mail.ts';

/** Figures that nobody owes. */
const sampleSection = (currency: string): StatementContent['sections'][number] => ({
  currency,
  figures: {
    limit: null,
    overdue: '12500.00',
    toFallDue: '36250.00',
    unappliedCredit: '0.00',
    total: '48750.00',
    available: null,
  },
  ageing: {
    current: '36250.00',
    days_1_30: '12500.00',
    days_31_60: '0',
    days_61_90: '0',
    over_90: '0',
    credit: '0',
  },
  items: [],
});

/** The letter that goes with a mailed statement, as the first company of the tenant would write it. */
export const createStatementSample =
  ({ texts, defaultFrom }: { texts: Texts; defaultFrom: string }): SampleWriter<Db> =>
  async (db, tenantId, { person, locale, strings }) => {
    const sender = await createEnvelopeQueries(db, tenantId).sender();
    const [first] = await rowsOf<{
      company: string;
      code: string;
      today: string;
      currency: string;
      department: SigningDepartment | null;
    }>(
      db,
      `select c.legal_name as company, c.code, c.currency, (now() at time zone c.time_zone)::date as today,
         ${signingSql('statements', { tenantId: 'c.tenant_id', companyId: 'c.id' })} as department
       from companies c where c.deleted_at is null order by c.code limit 1`,
      [],
    );
    return {
      from: sender.mailFrom ?? { name: sender.name, address: defaultFrom },
      letter: statementLetter(texts(locale, strings), {
        locale,
        company: first?.company ?? sender.name,
        companyCode: first?.code ?? '',
        cutOff: first?.today ?? '',
        sender,
        sections: first ? [sampleSection(first.currency)] : [],
        name: person.name,
        brand: sender.name,
        department: first?.department ?? null,
      }),
    };
  };
