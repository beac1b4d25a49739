import type { InScope } from '../../db/scope.ts';
import type { Composer } from '../../output/mail.ts';
import { senderOf, type StaffMailbox } from '../../records/sender.ts';
import { staffLetter, type StaffMailDeps } from '../../output/staff-letter.ts';
import { testKind } from './mail.verbs.ts';

/** The test that shows who mails are from. */
export function createSettingsMails(
  deps: StaffMailDeps & { inScope: InScope },
): Record<string, Composer> {
  return {
    [testKind]: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const { identityId } = data as { identityId: string };
        const person = await db('identities')
          .where({ id: identityId })
          .whereNull('disabled_at')
          .first<(Pick<StaffMailbox, 'name' | 'locale'> & { address: string | null }) | undefined>({
            name: 'name',
            locale: 'locale',
            address: 'email',
          });
        if (!person?.address) return null;
        const reader = { ...person, address: person.address };
        const sender = await senderOf(db, tenantId);
        return staffLetter(deps, sender, reader, ({ t, from, moment }) => ({
          subject: t('mail.test.subject', { brand: sender.name }),
          lead: t('mail.test.lead'),
          facts: [
            [t('mail.test.from'), from.address],
            [t('mail.fact.when'), moment(new Date().toISOString())],
          ],
        }));
      }),
  };
}
