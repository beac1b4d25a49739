import type { TemplateResult } from 'lit';
import type { Contact } from '#contract/contacts';
import { badge } from '../kit/badge.ts';
import type { View } from './view.ts';

/** How it stands with the access of a person, as a badge; an invitation with the time it is good for. */
export function stateBadge(
  { state, invitedUntil }: Pick<Contact, 'state' | 'invitedUntil'>,
  { t, format }: View,
): TemplateResult {
  const part = `badge-${state}`;
  if (state === 'active') return badge('success', 'check', t('contacts.state_active'), part);
  if (state === 'inactive') return badge('neutral', 'cross', t('contacts.state_inactive'), part);
  if (state === 'temporary') return badge('warning', 'clock', t('contacts.state_temporary'), part);
  if (state === 'none') return badge('neutral', 'dot', t('contacts.state_none'), part);
  if (invitedUntil === null) return badge('info', 'mail', t('contacts.invited_queued'), part);
  const left = Date.parse(invitedUntil) - Date.now();
  if (left <= 0) return badge('warning', 'alert', t('contacts.invited_expired'), part);
  const when = timeUntil(left, format.region);
  return badge('info', 'mail', t('contacts.invited_until', { when }), part);
}

/** When something will be: `en 3 días`. */
function timeUntil(milliseconds: number, region: string): string {
  const hours = Math.max(1, Math.round(milliseconds / 3_600_000));
  const words = new Intl.RelativeTimeFormat(region, { numeric: 'auto' });
  return hours < 24 ? words.format(hours, 'hour') : words.format(Math.round(hours / 24), 'day');
}
