import type { TemplateResult } from 'lit';
import type { ServiceCategory, ServiceRequest } from '#contract/service';
import type { RequestStatus } from '#contract/service-words';
import type { FormatContext } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { textIn, type View } from '../records/view.ts';

const looks: Record<RequestStatus, [Tone, IconName]> = {
  new: ['info', 'dot'],
  in_progress: ['info', 'progress'],
  waiting_customer: ['warning', 'chat'],
  waiting_third: ['neutral', 'pause'],
  resolved: ['success', 'check'],
  closed: ['neutral', 'lock'],
  cancelled: ['neutral', 'cross'],
};

/** A status in words; of what waits for the customer, staff reads another one. */
export const statusName = (status: RequestStatus, t: View['t'], staff: boolean): string =>
  t(
    staff && status === 'waiting_customer'
      ? 'service.status_waiting_customer_staff'
      : `service.status_${status}`,
  );

export const statusBadge = (status: RequestStatus, { t }: View, staff: boolean): TemplateResult =>
  badge(...looks[status], statusName(status, t, staff), `badge-${status}`);

export const categoryName = ({ labels }: Pick<ServiceCategory, 'labels'>, { format }: View) =>
  textIn(labels, format);

export const recordName = (record: NonNullable<ServiceRequest['record']>, t: View['t']): string =>
  t(`service.record_${record.kind}`, { number: record.number });

/** A moment that is promised, by its day of the week: `jueves 26 nov, 12:00`. */
export const moment = (at: string, { region }: FormatContext): string =>
  new Intl.DateTimeFormat(region, {
    weekday: 'long',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));

/** What is promised, in words: by when, for whom it waits, or that it is late. Nothing where it is over. */
export function promiseText({ promise, reopenUntil }: ServiceRequest, { t, format }: View): string {
  const { kind, dueAt, late, by } = promise;
  if (kind === 'over')
    return reopenUntil ? t('service.promise_reopen', { date: moment(reopenUntil, format) }) : '';
  if (late) return by ? t('service.promise_late_by', { name: by }) : t('service.promise_late');
  return t(`service.promise_${kind}`, { date: dueAt ? moment(dueAt, format) : '' });
}
