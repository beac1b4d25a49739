// Used on threads. Who wrote a mail: a person, a machine of one, or a mail server that tells what became of a mail.
export type Nature = 'person' | 'machine' | 'report';

export type Marks = {
  /** The values of a header of this name, in lower case. */
  headers: (name: string) => string[];
  /** Of the whole mail, in lower case, with its parameters. */
  contentType: string;
  /** `''` is that of mail servers; null where nobody says it. */
  returnPath: string | null;
  subject: string;
  /** What its author wrote. */
  visible: string;
  /** Answers an invitation of a calendar. */
  calendarAnswer: boolean;
};

/** What automatic answers call themselves, at the beginning of their subjects. */
const announced =
  /^\s*(?:respuesta autom[áa]tica|contestaci[óo]n autom[áa]tica|autorrespuesta|fuera de (?:la )?oficina|ausente de la oficina|resposta autom[áa]tica|autorresposta|fora d[oe] escrit[óo]rio|aus[êe]ncia (?:tempor[áa]ria|do escrit[óo]rio)|automatic reply|auto(?:matic)?[- ]?reply|auto[- ]?response|out of (?:the )?office)\b/i;

/**
 * `Auto-Submitted` other than `no` is a machine (RFC 3834). `X-Auto-Response-Suppress` says nothing about who wrote the
 * mail, and of `Precedence` only `auto_reply` does: lists and bulk carry people, too.
 */
export function natureOf(marks: Marks): Nature {
  const { headers, contentType, returnPath, subject, visible } = marks;
  if (/^multipart\/report\b/.test(contentType))
    return /report-type\s*=\s*"?delivery-status/.test(contentType) ? 'report' : 'machine';
  const submitted = headers('auto-submitted').some((value) => !/^\s*no\s*(?:[;(]|$)/.test(value));
  const replies = headers('precedence').some((value) => /^\s*auto_reply\b/.test(value));
  const says = ['x-autoreply', 'x-autorespond'].some((name) =>
    headers(name).some((value) => !/^\s*(?:no|false|0)\s*$/.test(value)),
  );
  if (submitted || replies || says || returnPath === '' || marks.calendarAnswer) return 'machine';
  return announced.test(subject) && visible.trim() === '' ? 'machine' : 'person';
}
