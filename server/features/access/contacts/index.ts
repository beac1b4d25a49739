import { contacts as endpoints } from '#contract/contacts';
import type { Home } from '#contract/home';
import type { Db } from '../../../db/scope.ts';
import { actorOf, type PersonCaller, type Trace } from '../../../http/caller.ts';
import { noteLooks } from '../../../http/looks.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import type { Texts } from '../../../output/texts.ts';
import { defineFeature } from '../../feature.ts';
import type { Passwords } from '../passwords.ts';
import { activity } from './activity.ts';
import { createContactImports } from './contact-imports.ts';
import type { Editor } from './contacts.policies.ts';
import { createContactService } from './contacts.service.ts';
import {
  addProfile,
  allProfiles,
  changeProfile,
  countedProfiles,
  deleteProfile,
} from './profiles.ts';

type Input = { caller: PersonCaller; trace: Trace; nothingToAudit: () => void };

/** Who edits. The verbs write the audit rows themselves, one for each thing that they do. */
function editorOf(input: Input): Editor {
  input.nothingToAudit();
  return { caller: input.caller, trace: input.trace };
}

const actorIn = (input: Input) => {
  const { caller, trace } = editorOf(input);
  return { ...actorOf(caller), trace };
};

type Deps = {
  passwords: Passwords;
  texts: Texts;
  reader: ForeignReader;
  /** The home page of somebody, for a preview. */
  homeOf: (db: Db, caller: PersonCaller) => Promise<Home>;
};

/** Contacts, what they may do, and the permission profiles. */
export const contacts = defineFeature({
  endpoints,
  handlers: ({ passwords, texts, reader, homeOf }: Deps) => {
    const service = createContactService({ passwords, home: homeOf });
    const imports = createContactImports({ reader, texts });
    return {
      'GET /contacts': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /contacts/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'POST /contacts': ({ db, body, ...input }) => service.create(db, editorOf(input), body),
      'PATCH /contacts/:id': ({ db, params, body, ...input }) => {
        if (body.email !== undefined) input.demandConfirmation();
        return service.change(db, editorOf(input), params.id, body);
      },
      'POST /contacts/:id/factor-reset': ({ db, params, ...input }) =>
        service.resetFactor(db, editorOf(input), params.id),
      'PUT /contacts/:id/access': ({ db, params, body, ...input }) =>
        service.setAccess(db, editorOf(input), params.id, body),
      'POST /contacts/:id/invitations': ({ db, params, ...input }) =>
        service.invite(db, editorOf(input), params.id),
      'DELETE /contacts/:id/invitations': ({ db, params, ...input }) =>
        service.revokeInvitations(db, editorOf(input), params.id),
      'POST /contacts/:id/membership': ({ db, params, ...input }) =>
        service.join(db, editorOf(input), params.id),
      'POST /contacts/:id/temporary-password': {
        detached: ({ inTenant, params, body, ...input }) =>
          service.temporaryPassword(inTenant, editorOf(input), params.id, body.mailed),
      },
      'POST /contacts/:id/password-reset': ({ db, params, ...input }) =>
        service.sendReset(db, editorOf(input), params.id),
      'POST /contacts/:id/deactivation': ({ db, params, ...input }) =>
        service.setActive(db, editorOf(input), params.id, false),
      'POST /contacts/:id/activation': ({ db, params, ...input }) =>
        service.setActive(db, editorOf(input), params.id, true),
      'GET /contacts/:id/sessions': ({ db, caller, params }) =>
        service.sessions(db, caller, params.id),
      'DELETE /contacts/:id/sessions': ({ db, params, ...input }) =>
        service.endSessions(db, editorOf(input), params.id),
      'DELETE /contacts/:id/sessions/:session': ({ db, params, ...input }) =>
        service.endSessions(db, editorOf(input), params.id, params.session),
      'GET /contacts/:id/activity': ({ db, caller, params, query }) =>
        activity(db, caller, params.id, query),
      'GET /contacts/:id/addresses': ({ db, caller, params, query }) =>
        service.addresses(db, caller, params.id, query),
      'POST /access-previews': async ({ db, body, ...input }) => {
        const { number, answer } = await service.preview(db, editorOf(input), body);
        // Nobody's look as the customer, but one of the company at the customer.
        await noteLooks(db, input.caller, input.trace, [number]);
        return answer;
      },
      'GET /permission-profiles': async ({ db, caller }) => ({
        // How many contacts there are with each is the company's business.
        items: await (caller.grants.has('access.manage') ? countedProfiles(db) : allProfiles(db)),
      }),
      'POST /permission-profiles': ({ db, body, ...input }) =>
        addProfile(db, texts, actorIn(input), body),
      'PUT /permission-profiles/:id': ({ db, params, body, ...input }) =>
        changeProfile(db, texts, actorIn(input), params.id, body),
      'DELETE /permission-profiles/:id': ({ db, params, ...input }) =>
        deleteProfile(db, actorIn(input), params.id),
      // Detached: a file is read on another thread, and no transaction waits for it.
      'POST /contact-imports': {
        detached: ({ inTenant, caller, body }) => imports.read(inTenant, caller, body),
      },
      'POST /contact-imports/:id/corrections': ({ db, caller, params, body }) =>
        imports.correct(db, caller, params.id, body.rows),
      // Detached: many rows are applied in several transactions.
      'POST /contact-imports/:id/application': {
        detached: async ({ inTenant, params, body, audit, ...input }) => {
          const { again, ...done } = await imports.apply(
            inTenant,
            { caller: input.caller, trace: input.trace },
            params.id,
            body.invite,
          );
          const { rows, ...counts } = done;
          const detail = { ...counts, rows: rows.length };
          if (again) input.nothingToAudit();
          else await inTenant((db) => audit(db, { record: params.id, detail }));
          return done;
        },
      },
    };
  },
  section: { section: 'contacts', source: null, figure: async () => null },
});
