import type { SampleMail } from '#contract/branding-words';
import type { Db } from '../../db/scope.ts';
import type { SampleWriter } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import {
  departmentFor,
  invitation,
  letterSender,
  newDevice,
  passwordChanged,
  resetLink,
  resetTemporary,
  welcome,
  writtenBy,
  type Desk,
  type Draft,
} from './access.mail.ts';

const drafts: Record<
  Exclude<SampleMail, 'statement'>,
  (desk: Desk, data: unknown) => Promise<Draft> | Draft
> = {
  invitation,
  welcome,
  reset: resetLink,
  temporary: resetTemporary,
  changed: passwordChanged,
  device: newDevice,
};

/** Stands where a temporary password would. */
const noPassword = '••••-••••-••••';
/** A browser as a notice of a sign-in names it. */
const someBrowser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/**
 * The letters of access by the same code that writes them when they are sent, but for what would open an account: its
 * links lead to the page alone, and no password is made.
 */
export function createAccessSamples({
  texts,
  defaultFrom,
  publicUrl,
}: {
  texts: Texts;
  defaultFrom: string;
  publicUrl: URL;
}): Record<Exclude<SampleMail, 'statement'>, SampleWriter<Db>> {
  const writer =
    (draft: (desk: Desk, data: unknown) => Promise<Draft> | Draft): SampleWriter<Db> =>
    async (db, tenantId, { person, locale, strings }) => {
      const stored = await letterSender(db, tenantId);
      const tenant = { ...stored, pageUrl: stored.pageUrl ?? publicUrl.href };
      const desk: Desk = {
        db,
        tenantId,
        tenant,
        identity: {
          id: person.identityId,
          name: person.name,
          locale,
          passwordHash: null,
          temporary: {},
          hasPassword: false,
          lastSignInAt: null,
          hasFactor: false,
          address: null,
        },
        login: person.login,
        department: await departmentFor(db, person.identityId),
        locale,
        t: texts(locale, strings),
        link: async () => tenant.pageUrl,
        temporary: async () => noPassword,
      };
      const written = await draft(desk, { at: new Date().toISOString(), userAgent: someBrowser });
      return writtenBy(desk, written!, defaultFrom);
    };
  return {
    invitation: writer(drafts.invitation),
    welcome: writer(drafts.welcome),
    reset: writer(drafts.reset),
    temporary: writer(drafts.temporary),
    changed: writer(drafts.changed),
    device: writer(drafts.device),
  };
}
