// Used on threads: the library's patterns can be made to take seconds.
import EmailReplyParser from 'email-reply-parser';
import { markerAt } from './marker.ts';

/** An answer, and what its mail brought along of others: quotes, signatures, the mail it answers. */
export type SplitText = { visible: string; quoted: string | null };

/** Characters of a text that are looked at, and of one of its lines; what is more stays, and is not looked at. */
const mostText = 65_536;
const longestLine = 2_000;

const line = String.raw`[^\n]`;
/** How a quote is announced, in one to three lines: "El …, Ana <ana@…> escribió:". */
const wrote = /(?:escribi[óo]|escreveu|wrote|a écrit)\s*:?\s*$/i;
const announces = /^\s*(?:>\s*)?(?:-+\s*)?(?:El|Em|On|Le|No dia|Na|A las|\d)\b/i;
/** A line in front of a mail that is passed on or answered below. */
const original =
  /^\s*[-_]{2,}\s*(?:mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada|original message|forwarded message)\s*[-_]*\s*$/i;
const begun =
  /^\s*(?:Inicio del mensaje reenviado|Início da mensagem encaminhada|Begin forwarded message)\s*:/i;
/** Fields of a mail as clients print them above it. Some print them bold, as stars. */
const field = (names: string) => new RegExp(`^[\\s>*-]*(?:${names})[\\s*]*:`, 'i');
const fromField = field('De|From');
const otherFields = [
  field('Enviado(?: el)?|Enviada(?: em)?|Sent|Date|Fecha|Data'),
  field('Para|To'),
  field('Asunto|Assunto|Subject'),
];
/** What telephones and programs write below a mail. */
const device = new RegExp(
  `^\\s*(?:(?:Enviado|Enviada|Sent|Mandado) (?:do|da|pelo|pela|a partir|desde|con|com|por|from|via|using|with)|Obtener Outlook|Obter (?:o )?Outlook|Baixe o Outlook|Get Outlook|Descarga Outlook)\\b${line}{0,120}$`,
  'i',
);
const separator = /^\s*[-_=*]{2,}\s*$/;

/** Separates what its author wrote from the rest; where that leaves nothing, all of it is shown. */
export function splitReply(text: string): SplitText {
  const whole = plain(text);
  const [read, unread] = [whole.slice(0, mostText), whole.slice(mostText)];
  const marked = markerAt(read);
  const above = marked < 0 ? read : read.slice(0, marked);
  const lines = above.split('\n');
  const end = endOfAnswer(lines);
  const kept = lines.slice(0, end).join('\n');
  const { visible, hidden } = byLibrary(kept);
  const [answer, closing] = withoutDevice(visible);
  const rest = [hidden, closing, lines.slice(end).join('\n'), read.slice(above.length)];
  const quoted = `${rest.filter((part) => part.trim() !== '').join('\n')}${unread}`.trim();
  if (answer === '') return belowQuote(whole) ?? { visible: whole.trim(), quoted: null };
  return { visible: answer, quoted: quoted === '' ? null : quoted };
}

/** Plain ends of lines and spaces, no signs that nobody sees, and lines of a length that can be looked at. */
function plain(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, '')
    .replaceAll(/[\u00A0\u202F]/g, ' ')
    .split('\n')
    .map((one) => (one.length > longestLine ? (one.match(/[^]{1,2000}/g) ?? []).join('\n') : one))
    .map((one) => one.trimEnd())
    .join('\n')
    .replaceAll(/\n{4,}/g, '\n\n\n');
}

/** An answer below one quote. @returns null where it is not that; one between quotes means nothing without them */
function belowQuote(whole: string): SplitText | null {
  const lines = whole.split('\n');
  const [first, last] = [lines.findIndex(isQuoted), lines.findLastIndex(isQuoted)];
  if (first < 0 || hasOthers(lines, first, last)) return null;
  const [answer, closing] = withoutDevice(lines.slice(last + 1).join('\n'));
  if (
    answer === '' ||
    lines.slice(0, first).some((one, at) => one !== '' && !partOfLine(lines, at))
  )
    return null;
  return { visible: answer, quoted: [...lines.slice(0, last + 1), closing].join('\n').trim() };
}
const isQuoted = (one: string): boolean => one.startsWith('>');
const hasOthers = (lines: readonly string[], first: number, last: number): boolean =>
  lines.slice(first, last).some((one) => one !== '' && !isQuoted(one));
/** Whether a line is of the announcement on top. */
const partOfLine = (lines: readonly string[], at: number): boolean =>
  [at, at - 1, at - 2].some((start) => start >= 0 && isAnnouncement(lines, start));

/** The line at which the mail begins that is answered; the number of lines where it is not there. */
function endOfAnswer(lines: readonly string[]): number {
  const found = lines.findIndex(
    (one, at) =>
      original.test(one) || begun.test(one) || isAnnouncement(lines, at) || isHead(lines, at),
  );
  return found < 0 ? lines.length : found;
}

function isAnnouncement(lines: readonly string[], at: number): boolean {
  if (!announces.test(lines[at]!)) return false;
  for (let more = 0; more < 4; more++) {
    const last = lines[at + more];
    if (last === undefined || (more > 0 && last === '')) return false;
    if (wrote.test(last)) return /\d|@/.test(lines.slice(at, at + more + 1).join(' '));
  }
  return false;
}

const isHead = (lines: readonly string[], at: number): boolean =>
  fromField.test(lines[at]!) &&
  otherFields.filter((one) => lines.slice(at + 1, at + 7).some((next) => one.test(next))).length >=
    2;

function byLibrary(text: string): { visible: string; hidden: string } {
  const fragments = new EmailReplyParser().read(text).getFragments();
  const part = (hidden: boolean) =>
    fragments
      .filter((fragment) => fragment.isHidden() === hidden)
      .map((fragment) => fragment.getContent())
      .join('\n');
  return { visible: part(false), hidden: part(true) };
}

/** Takes lines of telephones, and lines that part, off the end. @returns what stays, and what went */
function withoutDevice(text: string): [string, string] {
  const lines = text.trimEnd().split('\n');
  let end = lines.length;
  while (
    end > 0 &&
    (lines[end - 1] === '' || device.test(lines[end - 1]!) || separator.test(lines[end - 1]!))
  )
    end--;
  return [lines.slice(0, end).join('\n').trim(), lines.slice(end).join('\n').trim()];
}
