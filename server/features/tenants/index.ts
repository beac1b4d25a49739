import { calendars } from '#contract/calendars';
import { departments } from '#contract/departments';
import { settings as endpoints } from '#contract/settings';
import { actorOf, type StaffCaller, type Trace } from '../../http/caller.ts';
import type { Texts } from '../../output/texts.ts';
import { defineFeature } from '../feature.ts';
import { readAccess, setAccessSettings } from './access.verbs.ts';
import { readCalendars, removeCalendar, setCalendar } from './calendars.verbs.ts';
import {
  addDepartment,
  readDepartments,
  removeDepartment,
  setDepartment,
} from './departments.verbs.ts';
import { readMail, readTest, setMail, testKind, testMail } from './mail.verbs.ts';
import type { SettingsActor } from './settings.actor.ts';
import { createSettingsMails } from './settings.mail.ts';
import { addSites, readSites, removeSites, setPage, type SitesView } from './sites.verbs.ts';

type Input = { caller: StaffCaller; trace: Trace; nothingToAudit: () => void };

/** Who changes it. The verbs write the audit rows themselves, with what was before. */
const actorIn = ({ caller, trace, nothingToAudit }: Input): SettingsActor => {
  nothingToAudit();
  return { ...actorOf(caller), trace };
};

type Deps = { publicUrl: URL; defaultFrom: string; texts: Texts };

/** The settings that a tenant's own administrators look after: sites, access, days of work, departments and mail. */
export const settings = defineFeature({
  endpoints: { ...endpoints, ...calendars, ...departments },
  handlers: ({ publicUrl, defaultFrom, texts }: Deps) => {
    const shown = (sites: SitesView) => ({
      ...sites,
      api: publicUrl.href.replace(/\/$/, ''),
      server: publicUrl.origin,
    });
    return {
      'GET /settings/sites': async ({ db, caller }) => shown(await readSites(db, caller.tenant.id)),
      'POST /settings/sites': async ({ db, body, ...input }) =>
        shown(await addSites(db, actorIn(input), [body.origin])),
      'DELETE /settings/sites/:origin': async ({ db, params, ctx, ...input }) => {
        const change = { removed: [params.origin], standsOn: ctx.get('Origin') };
        return shown(await removeSites(db, actorIn({ ...input }), change));
      },
      'PUT /settings/page': async ({ db, body, ...input }) =>
        shown(await setPage(db, actorIn(input), body)),
      'GET /settings/access': ({ db, caller }) => readAccess(db, caller.tenant.id),
      'PUT /settings/access': ({ db, body, ...input }) =>
        setAccessSettings(db, actorIn(input), body),
      'GET /settings/calendars': ({ db }) => readCalendars(db),
      'PUT /settings/calendars/:calendar': ({ db, params, body, ...input }) =>
        setCalendar(db, actorIn(input), params.calendar, body),
      'DELETE /settings/calendars/:calendar': ({ db, params, ...input }) =>
        removeCalendar(db, actorIn(input), params.calendar),
      'GET /settings/departments': ({ db }) => readDepartments(db),
      'POST /settings/departments': ({ db, body, ...input }) =>
        addDepartment(db, actorIn(input), texts, body),
      'PUT /settings/departments/:department': ({ db, params, body, ...input }) =>
        setDepartment(db, actorIn(input), texts, params.department, body),
      'DELETE /settings/departments/:department': ({ db, params, ...input }) =>
        removeDepartment(db, actorIn(input), params.department),
      'GET /settings/mail': ({ db, caller }) => readMail(db, caller.tenant.id, defaultFrom),
      'PUT /settings/mail': ({ db, body, ...input }) =>
        setMail(db, actorIn(input), body, () => readMail(db, input.caller.tenant.id, defaultFrom)),
      'POST /settings/mail-tests': ({ db, ...input }) => testMail(db, actorIn(input)),
      'GET /settings/mail-tests/:id': ({ db, caller, params }) =>
        readTest(db, { ...actorOf(caller), trace: null }, testKind, params.id),
    };
  },
  composers: createSettingsMails,
  section: { section: 'settings', source: null, figure: async () => null },
});
