/**
 * What the audit log calls what was done. A changing endpoint names one, or says `none`. Each has its words in the
 * locales, `audit.event_…`. Plain constants: this file may travel to the browser.
 */
export const auditEvents = [
  'session.created',
  'session.refused',
  'attempts.refused',
  'session.ended',
  'session.vouched',
  'session.customer_changed',
  'session.confirmed',
  'factor.refused',
  'factor.added',
  'factor.removed',
  'factor.codes_renewed',
  'second_factor.demand_changed',
  'password.reset_requested',
  'password.changed',
  'profile.changed',
  'terms.accepted',
  'account.created',
  'account.joined',
  'account.invited',
  'account.invitation_revoked',
  'account.temporary_password',
  'account.reset_sent',
  'account.factor_reset',
  'account.permissions_changed',
  'account.disabled',
  'account.enabled',
  'account.sessions_ended',
  'contact.created',
  'contact.changed',
  'contact.activated',
  'contact.deactivated',
  'contacts.imported',
  'permission_profile.saved',
  'permission_profile.deleted',
  'customer.looked_at',
  'orders.exported',
  'invoices.exported',
  'prices.exported',
  'audit.exported',
  'statement.generated',
  'statement.downloaded',
  'fiscal_files.downloaded',
  'mailing_list.changed',
  'mailing_list.deleted',
  'mailing_list.imported',
  'mailbox.bounced',
  'mailbox.bounce_noted',
  'mailbox.recovered',
  'mass_send.prepared',
  'mass_send.started',
  'mass_send.changed',
  'mass_send.sample_downloaded',
  'mailing_list.errors_downloaded',
  'mass_send.log_downloaded',
  'sync.applied',
] as const;
export type AuditEvent = (typeof auditEvents)[number];

/** What events are about: the part of their names before the dot. */
export type AuditArea = AuditEvent extends `${infer Area}.${string}` ? Area : never;
export const areaOf = (event: AuditEvent): AuditArea => event.split('.')[0] as AuditArea;
export const auditAreas: readonly AuditArea[] = [...new Set(auditEvents.map(areaOf))];

/** Who does things: a person of a customer, or of the company, a machine, the command line, or nobody known. */
export const actorKinds = ['contact', 'staff', 'key', 'operator', 'public'] as const;
export type ActorKind = (typeof actorKinds)[number];
