import type { Message, MessageFile, Thread } from '#contract/messages';
import { formatDate } from '../core/index.ts';
import type { View } from '../records/view.ts';

/** What a conversation is about, in words. */
export const ownerText = ({ owner }: Thread, { t }: View): string =>
  t(`messages.owner_${owner.kind}`, { number: owner.number });

/** Who wrote: the reader, a person by its name, or the company. */
export function authorText({ by }: Pick<Message, 'by'>, { t }: View): string {
  if (by.self) return t('messages.you');
  return by.name ?? t(by.side === 'company' ? 'messages.company' : 'messages.gone');
}

export const clockText = (instant: string, { format }: View): string =>
  new Date(instant)
    .toLocaleTimeString(format.region, { hour: '2-digit', minute: '2-digit' })
    .replace(/\s/g, '\u00a0');

/** The day of an instant by the reader's clock, `yyyy-mm-dd`. */
export const dayOf = (instant: string): string => new Date(instant).toLocaleDateString('sv');

export function dayText(day: string, { t, format }: View): string {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day === today.toLocaleDateString('sv')) return t('messages.today');
  if (day === yesterday.toLocaleDateString('sv')) return t('messages.yesterday');
  return formatDate(day, format);
}

export const isHeld = ({ scan }: MessageFile): boolean => scan !== 'off' && scan !== 'clean';
