/** Delivery status notifications as mail servers write them, each about one mailbox or more. */

const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n`;

const anyMail = '<1@norte.example>';

/** A notice of these as it answers a mail of this name. */
export const answering = (messageId: string, notice: string): string =>
  notice.replaceAll(`Message-ID: ${anyMail}`, `Message-ID: ${messageId}`);

const returned = (to: string) => [
  'From: Tanques <estados@norte.example>',
  `To: ${to}`,
  'Subject: Estado de cuenta',
  `Message-ID: ${anyMail}`,
  '',
  'Adjunto encontrará su estado de cuenta.',
];

const report = (more: string[]) =>
  lines(
    'From: MAILER-DAEMON@mx.cliente.example',
    'To: estados@norte.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
    '',
    ...more,
    '--=_b--',
    '',
  );

type Status = { action?: string; status?: string; diagnostic?: string };

const postfixBlock = (to: string, { action = 'failed', status = '5.1.1', diagnostic }: Status) => [
  `Final-Recipient: rfc822; ${to}`,
  `Original-Recipient: rfc822;${to}`,
  `Action: ${action}`,
  `Status: ${status}`,
  'Remote-MTA: dns; mx.cliente.example',
  `Diagnostic-Code: smtp; ${diagnostic ?? `550 ${status} <${to}>: Recipient address rejected:`}`,
  '    User unknown in virtual mailbox table',
  '',
];

/** Postfix; one block a mailbox. */
export const postfix = (to: string | string[], status: Status = {}) =>
  report([
    'This is a MIME-encapsulated message.',
    '',
    '--=_b',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mx.norte.example.',
    "I'm sorry to have to inform you that your message could not",
    'be delivered to one or more recipients.',
    '',
    '--=_b',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.norte.example',
    'X-Postfix-Queue-ID: 4F1',
    'Arrival-Date: Mon,  2 Mar 2026 10:00:00 -0600 (CST)',
    '',
    ...[to].flat().flatMap((one) => postfixBlock(one, status)),
    '--=_b',
    'Content-Description: Undelivered Message',
    'Content-Type: message/rfc822',
    '',
    ...returned([to].flat().join(', ')),
    '',
  ]);

/** Exim since 4.8: a report, and a header with the mailbox. */
export const exim = (to: string) =>
  `X-Failed-Recipients: ${to}\r\n${report([
    '--=_b',
    'Content-type: text/plain; charset=us-ascii',
    '',
    'This message was created automatically by mail delivery software.',
    '',
    '--=_b',
    'Content-type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.norte.example',
    '',
    'Action: failed',
    `Final-Recipient: rfc822;${to}`,
    'Status: 5.0.0',
    'Remote-MTA: dns; mx.cliente.example',
    `Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.`,
    '',
    '--=_b',
    'Content-type: message/rfc822',
    '',
    ...returned(to),
    '',
  ])}`;

/** Exim before that: words alone. */
export const oldExim = (to: string, reason = '550 5.1.1 unknown user', kind = 'permanent') =>
  lines(
    `X-Failed-Recipients: ${to}`,
    'Auto-Submitted: auto-replied',
    'From: Mail Delivery System <Mailer-Daemon@mx.norte.example>',
    'To: estados@norte.example',
    'Subject: Mail delivery failed: returning message to sender',
    '',
    'This message was created automatically by mail delivery software.',
    '',
    'A message that you sent could not be delivered to one or more of its',
    `recipients. This is a ${kind} error. The following address(es) failed:`,
    '',
    `  ${to}`,
    '    SMTP error from remote mail server after RCPT TO:',
    `    host mx.cliente.example [192.0.2.1]: ${reason}`,
    '',
    '------ This is a copy of the message, including all the headers. ------',
    '',
    ...returned(to),
  );

/** Exchange: in the words of its language, as base64, the mailbox in brackets of no kind. */
export const exchange = (to: string) =>
  report([
    '--=_b',
    'Content-Type: text/plain; charset="utf-8"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('No se encontró la dirección de correo que ha introducido.').toString('base64'),
    '',
    '--=_b',
    'Content-Type: message/delivery-status',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(
      lines(
        'Reporting-MTA: dns;EX01.cliente.example',
        'Received-From-MTA: dns;mx.norte.example',
        'Arrival-Date: Mon, 2 Mar 2026 16:00:00 +0000',
        '',
        `Final-Recipient: rfc822;${to}`,
        'Action: failed',
        'Status: 5.1.10',
        'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup',
        'X-Display-Name: Cuentas por pagar',
      ),
    )
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n'),
    '',
    '--=_b',
    'Content-Type: message/rfc822',
    '',
    ...returned(to),
    '',
  ]);

/** Gmail: fields in quoted-printable, a related part around the words. */
export const gmail = (to: string) =>
  report([
    '--=_b',
    'Content-Type: multipart/related; boundary="=_r"',
    '',
    '--=_r',
    'Content-Type: text/html; charset="UTF-8"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p>Address not found =E2=80=93 your message wasn=27t delivered</p>',
    '--=_r--',
    '',
    '--=_b',
    'Content-Type: message/delivery-status',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Reporting-MTA: dns; googlemail.com',
    'X-Original-Message-ID: <1@norte.example>',
    '',
    `Final-Recipient: rfc822; ${to.replace('@', '=40')}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does =',
    'not exist.',
    'Last-Attempt-Date: Mon, 02 Mar 2026 08:00:00 -0800 (PST)',
    '',
    '--=_b',
    'Content-Type: message/rfc822',
    '',
    ...returned(to),
    '',
  ]);

/** qmail: words alone, a paragraph a mailbox. */
export const qmail = (reasons: Record<string, string>) =>
  lines(
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.cliente.example',
    'To: estados@norte.example',
    'Subject: failure notice',
    '',
    'Hi. This is the qmail-send program at mx.cliente.example.',
    "I'm afraid I wasn't able to deliver your message to the following addresses.",
    "This is a permanent error; I've given up. Sorry it didn't work out.",
    '',
    ...Object.entries(reasons).flatMap(([to, reason]) => [`<${to}>:`, reason, '']),
    '--- Below this line is a copy of the message.',
    '',
    ...returned(Object.keys(reasons).join(', ')),
    '',
    '<copia@norte.example>:',
    'Sorry, no mailbox here by that name. (#5.1.1)',
    '',
  );

/** A forwarded mailbox: where we wrote to, and where that led. */
export const forwarded = (original: string, final: string) =>
  postfix(final).replace(
    `Original-Recipient: rfc822;${final}`,
    `Original-Recipient: rfc822;${original}`,
  );

/** Somebody is away. */
export const away = (from: string) =>
  lines(
    `From: ${from}`,
    'To: estados@norte.example',
    'Subject: Respuesta automática: Estado de cuenta',
    'Auto-Submitted: auto-replied',
    '',
    'Estoy fuera de la oficina. 550 5.1.1 <' + from + '>: es broma.',
  );

/** A notice that somebody else got and passes on. */
export const passedOn = (notice: string) =>
  lines(
    'From: alguien@otro.example',
    'To: estados@norte.example',
    'Subject: Fwd: failure',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="=_m"',
    '',
    '--=_m',
    'Content-Type: message/rfc822',
    '',
    notice,
    '--=_m--',
  );

/**
 * Notices that a mailbox of ours is in, and that are about something else: who we are, what we wrote, or the way to it.
 * Status and the other side's own words.
 */
export const aboutUs: readonly (readonly [status: string, diagnostic: string])[] = [
  [
    '5.7.1',
    '550-5.7.1 [192.0.2.7] Our system has detected that this message is likely unsolicited mail.',
  ],
  ['5.7.26', '550-5.7.26 This mail has been blocked because the sender is unauthenticated.'],
  ['5.7.350', '550 5.7.350 Remote server returned message detected as spam'],
  ['5.7.606', '550 5.7.606 Access denied, banned sending IP [192.0.2.7]'],
  ['5.7.708', '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP'],
  ['5.7.23', '550 5.7.23 The message was rejected because of Sender Policy Framework violation'],
  [
    '5.7.0',
    '552-5.7.0 This message was blocked because its content presents a potential security issue.',
  ],
  ['5.1.7', '550 5.1.7 Invalid address of the sender'],
  ['5.1.8', '501 5.1.8 Access denied, bad outbound sender'],
  ['5.3.0', '554 5.3.0 System does not accept mail'],
  ['5.3.190', '554 5.3.190 Journaling on-premises messages to Exchange is not supported'],
  ['5.4.1', '550 5.4.1 Recipient address rejected: Access denied'],
  ['5.4.14', '554 5.4.14 Hop count exceeded - possible mail loop'],
  ['5.4.300', '550 5.4.300 Message expired'],
  ['5.4.316', '550 5.4.316 Message expired, connection refused'],
  ['5.5.0', '554 5.5.0 SMTP protocol violation'],
  ['5.6.0', '554 5.6.0 Corrupt message content'],
  ['5.2.2', '552 5.2.2 Mailbox full'],
  ['5.3.4', '552 5.3.4 Message size exceeds fixed limit'],
  // The status says one thing, and the other side said another.
  ['5.1.1', '550 5.7.1 Message rejected due to policy'],
  ['5.0.0', '550 5.7.1 Client host blocked using a list of senders'],
  ['5.0.0', '550 rejected'],
];

/** Statuses that say the mailbox itself is gone. */
export const gone = [
  '5.1.0',
  '5.1.1',
  '5.1.2',
  '5.1.3',
  '5.1.6',
  '5.1.10',
  '5.2.1',
  '5.4.4',
] as const;
