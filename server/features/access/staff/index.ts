import { staff as endpoints } from '#contract/staff';
import type { StaffCaller, Trace } from '../../../http/caller.ts';
import { defineFeature } from '../../feature.ts';
import type { Passwords } from '../passwords.ts';
import type { StaffEditor } from './staff.policies.ts';
import { createStaffService } from './staff.service.ts';

type Input = { caller: StaffCaller; trace: Trace; nothingToAudit: () => void };

/** Who edits. The verbs write the audit rows themselves, one for each thing that they do. */
function editorOf({ caller, trace, nothingToAudit }: Input): StaffEditor {
  nothingToAudit();
  return { caller, trace };
}

/** People of staff: what they may, whom they look after, and what takes two of them. */
export const staff = defineFeature({
  endpoints,
  handlers: (deps: { passwords: Passwords }) => {
    const service = createStaffService(deps);
    return {
      'GET /staff': ({ db, caller, query }) => service.list(db, caller, query),
      'GET /staff/:id': ({ db, caller, params }) => service.find(db, caller, params.id),
      'POST /staff': ({ db, body, ...input }) => service.create(db, editorOf(input), body),
      'PATCH /staff/:id': ({ db, params, body, ...input }) =>
        service.change(db, editorOf(input), params.id, body),
      'POST /staff/:id/invitations': ({ db, params, ...input }) =>
        service.invite(db, editorOf(input), params.id),
      'DELETE /staff/:id/invitations': ({ db, params, ...input }) =>
        service.revokeInvitations(db, editorOf(input), params.id),
      'POST /staff/:id/temporary-password': {
        detached: ({ inTenant, params, body, ...input }) =>
          service.temporaryPassword(inTenant, editorOf(input), params.id, body.mailed),
      },
      'POST /staff/:id/password-reset': ({ db, params, ...input }) =>
        service.sendReset(db, editorOf(input), params.id),
      'POST /staff/:id/deactivation': ({ db, params, ...input }) =>
        service.setActive(db, editorOf(input), params.id, false),
      'POST /staff/:id/activation': ({ db, params, ...input }) =>
        service.setActive(db, editorOf(input), params.id, true),
      'GET /staff/:id/sessions': ({ db, caller, params }) =>
        service.sessions(db, caller, params.id),
      'DELETE /staff/:id/sessions': ({ db, params, ...input }) =>
        service.endSessions(db, editorOf(input), params.id),
      'DELETE /staff/:id/sessions/:session': ({ db, params, ...input }) =>
        service.endSessions(db, editorOf(input), params.id, params.session),
      'GET /staff/:id/activity': ({ db, caller, params, query }) =>
        service.activity(db, caller, params.id, query),
      'GET /staff-requests': ({ db, caller }) => service.requests(db, caller),
      'POST /staff-requests/:id/confirmation': ({ db, params, ...input }) =>
        service.settle(db, editorOf(input), params.id, 'confirmed'),
      'POST /staff-requests/:id/refusal': ({ db, params, ...input }) =>
        service.settle(db, editorOf(input), params.id, 'refused'),
    };
  },
  section: { section: 'staff', source: null, figure: async () => null },
});
