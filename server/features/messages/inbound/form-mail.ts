import { AppError } from '../../../http/app-error.ts';

/** A mail out of a provider's form: its bytes, and the envelope where it says one. */
export type FormMail = { content: Buffer; from?: string; to?: string[] };

/** Names of the part with the mail as it came, by provider. */
const mailParts = ['body-mime', 'email', 'mime', 'raw', 'message'];
const mostParts = 60;

/**
 * The mail in a `multipart/form-data` body as providers send it (Mailgun, SendGrid, CloudMailin).
 * @throws AppError `mail_missing`
 */
export function mailOfForm(contentType: string, body: Buffer): FormMail {
  const boundary = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  const parts = partsOf(body, boundary?.[1] ?? boundary?.[2] ?? '');
  const content = mailParts.map((name) => parts.get(name)).find((part) => part && part.length > 0);
  if (!content) throw new AppError('mail_missing');
  const text = (name: string) => parts.get(name)?.toString().trim() || undefined;
  const envelope = envelopeIn(text('envelope'));
  const to = envelope.to ?? text('recipient')?.split(',');
  const from = envelope.from ?? text('sender');
  return {
    content,
    ...(from !== undefined && { from }),
    ...(to && { to: to.map((address) => address.trim().toLowerCase()).slice(0, 100) }),
  };
}

/** What SendGrid says of the envelope, as JSON. */
function envelopeIn(json: string | undefined): { from?: string; to?: string[] } {
  try {
    const { from, to } = JSON.parse(json ?? '{}') as { from?: unknown; to?: unknown };
    return {
      ...(typeof from === 'string' && { from }),
      ...(Array.isArray(to) && { to: to.filter((one) => typeof one === 'string') }),
    };
  } catch {
    return {};
  }
}

/** Parts of a form by their names; the first of each. */
function partsOf(body: Buffer, boundary: string): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  if (boundary === '') return parts;
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at >= 0 && parts.size < mostParts) {
    const start = at + mark.length + 2;
    const next = body.indexOf(`\r\n--${boundary}`, start - 2);
    if (next < 0) break;
    const headEnd = body.indexOf('\r\n\r\n', start);
    if (headEnd >= 0 && headEnd < next) {
      const head = body.toString('utf8', start, Math.min(headEnd, start + 2_000));
      const name = /;\s*name="([^"]{1,100})"/i.exec(head)?.[1]?.toLowerCase();
      if (name && !parts.has(name)) parts.set(name, body.subarray(headEnd + 4, next));
    }
    at = next + 2;
  }
  return parts;
}
