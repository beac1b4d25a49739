import type { ContactDetail } from '#contract/contacts';
import type { Act } from '../records/person-actions.ts';

export type ContactAct =
  | 'invite'
  | 'revoke_invitation'
  | 'join'
  | 'temporary_password'
  | 'reset'
  | 'reset_factor'
  | 'activate'
  | 'deactivate';

/** What can be done about the access of a contact. */
export const contactActs: Record<ContactAct, Act<ContactDetail>> = {
  invite: {
    unasked: true,
    call: async (client, id) => ({
      person: await client.call('POST /contacts/:id/invitations', { params: { id }, body: {} }),
    }),
  },
  revoke_invitation: {
    call: async (client, id) => ({
      person: await client.call('DELETE /contacts/:id/invitations', { params: { id } }),
    }),
  },
  join: {
    call: async (client, id) => ({
      person: await client.call('POST /contacts/:id/membership', { params: { id }, body: {} }),
    }),
  },
  temporary_password: {
    call: async (client, id, mailed) => {
      const { contact, ...secret } = await client.call('POST /contacts/:id/temporary-password', {
        params: { id },
        body: { mailed },
      });
      return { ...secret, person: contact };
    },
  },
  reset: {
    call: async (client, id) => ({
      person: await client.call('POST /contacts/:id/password-reset', { params: { id }, body: {} }),
    }),
  },
  reset_factor: {
    call: async (client, id) => ({
      person: await client.call('POST /contacts/:id/factor-reset', { params: { id }, body: {} }),
    }),
  },
  activate: {
    unasked: true,
    call: async (client, id) => ({
      person: await client.call('POST /contacts/:id/activation', { params: { id }, body: {} }),
    }),
  },
  deactivate: {
    call: async (client, id) => ({
      person: await client.call('POST /contacts/:id/deactivation', { params: { id }, body: {} }),
    }),
  },
};
