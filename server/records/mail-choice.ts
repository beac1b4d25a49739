import { planOf, type NotificationType } from '#contract/notification-words';

/**
 * When a contact wants mails of a type, as SQL of a `MailCadence`; of whoever never chose, what the type says.
 * @param contact columns of a row that names it, as in `m.contact_id`; null in it reads as somebody who never chose
 */
export const mailChoice = (type: NotificationType, tenant: string, contact: string): string =>
  `coalesce((select p.mail from notification_preferences p
     where p.tenant_id = ${tenant} and p.contact_id = ${contact} and p.type = '${type}'), '${planOf(type).mail}')`;
