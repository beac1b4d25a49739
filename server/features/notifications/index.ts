import { notifications as endpoints } from '#contract/notifications';
import type { InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { ContactCaller, PersonCaller } from '../../http/caller.ts';
import type { Texts } from '../../output/texts.ts';
import { summariseEvents, tenantsWithEvents } from '../../records/events.ts';
import { defineFeature } from '../feature.ts';
import { sendDigests } from './bundles.ts';
import { changeContact, contactPreferences } from './contact-preferences.ts';
import { changesSince, listInbox, markRead, setMute, staffChanges, sweepInbox } from './inbox.ts';
import { createNotificationMails, type NoticeMailDeps } from './mails.ts';
import { changePreferences, preferencesOf, setTimeZone } from './preferences.ts';
import { applyRules } from './rules.ts';
import { unsubscribePage } from './unsubscribe.page.ts';

/** How long a mail waits for others of its type, in milliseconds. */
export const bundleMs = 10 * 60 * 1000;

const nothing = { unread: 0, more: false };
const isContact = (caller: PersonCaller): caller is ContactCaller => caller.kind === 'contact';
const holdsOf = (caller: PersonCaller) => (permission: string) => caller.grants.has(permission);

/** What contacts are told of: the inbox, the mails, and how each wants to hear of what. Staff is told of nothing here. */
export const notifications = defineFeature({
  endpoints,
  handlers: () => ({
    'GET /changes': async ({ db, caller, query }) =>
      isContact(caller) ? changesSince(db, caller, query.since) : staffChanges(db, caller),
    'GET /notifications': async ({ db, caller, query }) =>
      isContact(caller) ? listInbox(db, caller, query) : { items: [], nextCursor: null },
    'POST /notifications/read': async ({ db, caller, body }) =>
      isContact(caller) ? markRead(db, caller, body) : nothing,
    'PUT /notification-mutes': async ({ db, caller, body }) => {
      if (!isContact(caller)) throw new AppError('not_found');
      await setMute(db, caller, body.notification, body.muted);
    },
    'GET /me/notification-preferences': async ({ db, caller }) =>
      isContact(caller)
        ? preferencesOf(db, caller.contactId, holdsOf(caller))
        : { items: [], timeZone: caller.tenant.timeZone },
    'PUT /me/notification-preferences': async ({ db, caller, body, audit }) => {
      if (!isContact(caller)) throw new AppError('not_found');
      const { contactId } = caller;
      const changed = await changePreferences(db, contactId, holdsOf(caller), body.items, false);
      if (body.timeZone !== undefined) await setTimeZone(db, contactId, body.timeZone);
      await audit(db, { record: contactId, detail: changed });
      return preferencesOf(db, contactId, holdsOf(caller));
    },
    'GET /contacts/:id/notification-preferences': ({ db, caller, params }) =>
      contactPreferences(db, caller, params.id),
    'PUT /contacts/:id/notification-preferences': async ({ db, caller, params, body, audit }) => {
      const changed = await changeContact(db, caller, params.id, body.items);
      await audit(db, { record: params.id, contactId: params.id, detail: changed });
      return contactPreferences(db, caller, params.id);
    },
  }),
  pages: (deps: { inScope: InScope; texts: Texts }) => unsubscribePage(deps),
  composers: (deps: NoticeMailDeps) => createNotificationMails(deps),
  sweep: async (db) => {
    await sweepInbox(db);
  },
  upkeep: (inTenant) => summariseEvents(inTenant),
  due: {
    tenants: (db) => tenantsWithEvents(db, 'notifications'),
    act: async (db, tenantId) => {
      await sendDigests(db, tenantId);
      return applyRules(db, tenantId, bundleMs);
    },
  },
});
