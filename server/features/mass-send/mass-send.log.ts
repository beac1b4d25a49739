import { formatDate, type FormatContext } from '#contract/format';
import { defuseFormula } from '#contract/csv';
import type { Translate } from '../../output/texts.ts';
import type { RecipientRecord, RunRecord } from './mass-send.queries.ts';

/**
 * What was sent to whom, when and with which result: one line a mailbox, cells parted by tabs, so that it
 * reads as text and opens as a table. Times are those of the company.
 */
export function logText(
  run: RunRecord,
  recipients: readonly RecipientRecord[],
  t: Translate,
  format: FormatContext,
): string {
  const at = clock(run.timeZone);
  const heads = ['time', 'company', 'customer', 'name', 'mailbox', 'result', 'reply', 'file', 'id'];
  const lines = [
    [t('mail.mass_send_log.title'), run.code, run.company],
    [t('mail.mass_send_log.cut_off'), formatDate(run.cutOff, format)],
    [t('mail.mass_send_log.by'), run.by],
    [t('mail.mass_send_log.started'), run.startedAt ? at(run.startedAt) : ''],
    [t('mail.mass_send_log.finished'), run.finishedAt ? at(run.finishedAt) : ''],
    ...(run.forcedReason ? [[t('mail.mass_send_log.reason'), run.forcedReason]] : []),
    ...Object.entries(run.counts).map(([state, count]) => [
      t(`mail.mass_send_log.state.${state}`),
      String(count),
    ]),
    [],
    heads.map((name) => t(`mail.mass_send_log.column.${name}`)),
    ...recipients.flatMap((recipient) => linesOf(run, recipient, t, at)),
  ];
  return lines.map((cells) => `${cells.map(cell).join('\t')}\r\n`).join('');
}

function linesOf(
  run: RunRecord,
  recipient: RecipientRecord,
  t: Translate,
  at: (instant: string) => string,
): string[][] {
  const { number, name, attachment, skipped } = recipient;
  const who = [run.code, number, name];
  const why = skipped ? t(`mail.mass_send_log.skipped.${skipped}`) : '';
  if (recipient.mailboxes.length === 0)
    return [['', ...who, '', t('mail.mass_send_log.state.skipped'), why, '', '']];
  return recipient.mailboxes.map((box) => {
    const gone = box.state !== 'skipped';
    return [
      box.at ? at(box.at) : '',
      ...who,
      box.address,
      t(`mail.mass_send_log.state.${box.state}`),
      box.reply ?? box.reason ?? why,
      gone ? attachment : '',
      box.messageId ?? '',
    ];
  });
}

/** A cell never ends its line, nor its column, and is no formula where the log is opened as a table. */
const cell = (text: string): string =>
  defuseFormula(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim());

/** Date and time of a zone, as `2026-04-11 14:05:09`. */
function clock(timeZone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (instant) => format.format(new Date(instant));
}

/** Names the file of a log, in the language it is in. */
export const logName = ({ code, cutOff }: { code: string; cutOff: string }, t: Translate): string =>
  `${t('mass_send.log_file')}_${code}_${cutOff.replaceAll('-', '')}.txt`;
