import { keyTasks, syncEntities, type KeyPermission } from './permissions.ts';

/** Constants of the settings that server and widgets share. Plain: this file may travel to the browser. */

/** What a key of a machine may do. */
export const keyPermissions: readonly KeyPermission[] = [
  ...syncEntities.map((entity) => `sync.${entity}` as const),
  ...keyTasks,
];

/** Days a key may be made for; any other end is given as its last day. */
export const keyLives = [30, 90, 365] as const;
/** Days a replaced key goes on beside the new one, and days before its end its owners are told. */
export const keyOverlapDays = 7;
export const keyWarningDays = 14;
/** Keys of one tenant that have not ended, and networks of one key. */
export const mostKeys = 50;
export const mostNetworks = 20;

export const keyStates = ['active', 'ending', 'replaced', 'expired', 'revoked'] as const;
export type KeyState = (typeof keyStates)[number];

/** Origins of one tenant. */
export const mostOrigins = 50;

/** Within which a tenant sets its own session lives, in minutes, and the least length of a password. */
export const accessBounds = {
  idleMinutes: { min: 5, max: 480 },
  lifeMinutes: { min: 30, max: 43_200 },
  minLength: { min: 8, max: 64 },
} as const;

export const resetWays = ['link', 'temporary_password'] as const;
export type ResetWay = (typeof resetWays)[number];

/** How an entity of the ERP stands: as usual, late, silent, without a rhythm yet, or never sent. */
export const intakeStates = ['ok', 'late', 'mute', 'new', 'never'] as const;
export type IntakeState = (typeof intakeStates)[number];

/** Refused records of an entity that are kept. */
export const keptRejections = 200;
/** Orders with a status code that are counted at most. */
export const mostCounted = 1_000;

/** What a status code may be of. */
export const statusKinds = ['order', 'item', 'shipment'] as const;
export type StatusKind = (typeof statusKinds)[number];

export const mailTestStates = ['under_way', 'accepted', 'deferred', 'failed', 'unknown'] as const;
export type MailTestState = (typeof mailTestStates)[number];

/** What stands in the text of a rule for what is not kept of a record. */
export const unkept = { value: '…', min: '…', max: '…' };

/** Whose the days are that are worked. */
export const calendarKinds = ['tenant', 'company', 'location'] as const;
export type CalendarKind = (typeof calendarKinds)[number];
/** Calendars of one tenant, and days off in one of them. */
export const mostCalendars = 100;
export const mostCalendarDays = 500;
/** The week where nobody set another: Monday to Friday. */
export const usualWeekdays = [1, 2, 3, 4, 5] as const;
/** Minutes of the day between which is worked, where nobody said otherwise. */
export const usualHours = { opens: 540, closes: 1_080 } as const;
