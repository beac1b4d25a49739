import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { frameOf, listPage, mailPage, missingPage } from './inbox-pages.ts';
import { replyTo } from './inbox-reply.ts';
import { createInboxStore, type InboxMail, type InboxStore } from './inbox-store.ts';
import { inboxLanguages, type InboxLanguage } from './inbox-words.ts';
import { listen, Told } from './servers.ts';

/**
 * The end of all mail of the demo: an SMTP server on the loopback interface that takes nearly everything, and
 * a page that shows what it took. In memory; nothing leaves this machine.
 * @throws Told where one of the ports is taken
 */
export async function startInbox(ports: {
  smtp: number;
  web: number;
  /** Where answers are handed over, by SMTP; without one no mail can be answered. */
  answers?: number;
}): Promise<{
  server: Server;
  stopSmtp(): Promise<void>;
}> {
  const store = createInboxStore();
  const smtp = createRelay(store);
  const server = createServer((request, response) =>
    answer({ store, answers: ports.answers }, request, response),
  );
  await listenSmtp(smtp, ports.smtp);
  await listen(server, ports.web);
  return { server, stopSmtp: () => new Promise((resolve) => smtp.close(resolve)) };
}

/** Mailboxes that show what can go wrong, whatever their domain: gone, full, refused; the slow one takes its mail late. */
const refusals: readonly { names: RegExp; code?: number; reply: string; waitMs?: number }[] = [
  {
    names: /^(rebota|volta|bounces)@/i,
    code: 550,
    reply: '5.1.1 User unknown in virtual mailbox table',
  },
  { names: /^(lleno|cheia|full)@/i, code: 552, reply: '5.2.2 Mailbox is full' },
  { names: /^(rechaza|recusa|refuses)@/i, code: 554, reply: '5.7.1 Message refused by policy' },
  { names: /^(lento|lenta|slow)@/i, reply: '', waitMs: 20_000 },
];

function createRelay(store: InboxStore): SMTPServer {
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    size: 25_000_000,
    onRcptTo: ({ address }, _session, done) => {
      const wrong = refusals.find(({ names }) => names.test(address));
      if (!wrong) return done();
      const error = Object.assign(new Error(wrong.reply), { responseCode: wrong.code });
      setTimeout(() => done(wrong.code ? error : null), wrong.waitMs ?? 0);
    },
    onData: (stream, { envelope }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address);
      callbackify(async () => store.add(to, await buffer(stream)))((error) => done(error));
    },
  });
  // Somebody who hangs up must not end the demo.
  smtp.on('error', () => {});
  return smtp;
}

function listenSmtp(smtp: SMTPServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    smtp.server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Told(`Port ${port} is taken. Choose others with PORT, as in: PORT=5400`)
          : error,
      );
    });
    smtp.listen(port, '127.0.0.1', resolve);
  });
}

const pagePolicy = [
  `default-src 'none'`,
  `style-src 'self'`,
  `script-src 'self'`,
  `connect-src 'self'`,
  `frame-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

/** A mail's own HTML may have styles and the pictures it brings along, and act in no way. */
const framePolicy = [
  `default-src 'none'`,
  `style-src 'unsafe-inline'`,
  `img-src data:`,
  `form-action 'none'`,
  `frame-ancestors 'self'`,
  `sandbox allow-popups allow-popups-to-escape-sandbox`,
].join('; ');

const files: Record<string, string> = {
  '/inbox.css': 'text/css; charset=utf-8',
  '/inbox.js': 'text/javascript; charset=utf-8',
};

type Inbox = { store: InboxStore; answers: number | undefined };

function answer(inbox: Inbox, request: IncomingMessage, response: ServerResponse): void {
  const { store } = inbox;
  const url = new URL(request.url ?? '/', 'http://inbox.invalid');
  const language = languageOf(url, request.headers['accept-language'] ?? '');
  response.setHeader('Content-Security-Policy', pagePolicy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-store');
  const { pathname } = url;
  if (pathname === '/') send(response, listPage(store.all(), store.newest(), language));
  else if (pathname === '/newest') send(response, String(store.newest()), 'text/plain');
  else if (pathname === '/mails.json')
    send(response, JSON.stringify(store.all().map(plain)), 'application/json');
  else if (files[pathname])
    send(
      response,
      readFileSync(new URL(`./inbox${pathname}`, import.meta.url), 'utf8'),
      files[pathname],
    );
  else if (request.method === 'POST') void takeReply(inbox, request, response, language);
  else sendMail(inbox, url, language, response);
}

/** `POST /mails/<id>/reply`: answers a mail, in the name of whom it was for. */
async function takeReply(
  { store, answers }: Inbox,
  request: IncomingMessage,
  response: ServerResponse,
  language: InboxLanguage,
): Promise<void> {
  const [, id] = /^\/mails\/(\d{1,9})\/reply/.exec(request.url ?? '') ?? [];
  const item = store.find(Number(id));
  const isOwn = request.headers['sec-fetch-site'] === 'same-origin';
  if (!item || answers === undefined || !isOwn) {
    response.statusCode = item ? 403 : 404;
    return send(response, missingPage(language));
  }
  const form = new URLSearchParams((await buffer(request)).toString());
  let sent: 'yes' | 'no' = 'yes';
  try {
    await replyTo(item, form.get('text') ?? '', answers, language);
  } catch {
    sent = 'no';
  }
  response.statusCode = 303;
  response.setHeader('Location', `/mails/${item.id}?lang=${language}&sent=${sent}`);
  response.end();
}

/** `/mails/<id>` and what hangs on it. */
function sendMail(
  { store, answers }: Inbox,
  { pathname, searchParams }: URL,
  language: InboxLanguage,
  response: ServerResponse,
): void {
  const [, id, part, index] =
    /^\/mails\/(\d{1,9})(?:\/(html|source|attachments)(?:\/(\d{1,3}))?)?$/.exec(pathname) ?? [];
  const item = store.find(Number(id));
  const attachment = item?.mail.attachments[Number(index)];
  if (item && part === 'html') {
    response.setHeader('Content-Security-Policy', framePolicy);
    send(response, frameOf(item.mail));
  } else if (item && part === 'source') download(response, item.raw, `${item.id}.eml`);
  else if (attachment)
    download(response, attachment.content, attachment.filename ?? `${item?.id}-${index}`);
  else if (item && !part)
    send(
      response,
      mailPage(item, language, {
        answers: answers !== undefined,
        sent: searchParams.get('sent'),
      }),
    );
  else {
    response.statusCode = 404;
    send(response, missingPage(language));
  }
}

/** A mail for programs. */
const plain = ({ id, receivedAt, to, mail }: InboxMail) => ({
  id,
  receivedAt,
  to,
  from: mail.from,
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  attachments: mail.attachments
    .filter(({ disposition }) => disposition !== 'inline')
    .map(({ filename, mimeType }) => ({ filename, mimeType })),
});

function send(response: ServerResponse, body: string, type = 'text/html; charset=utf-8'): void {
  response.setHeader('Content-Type', type);
  response.end(body);
}

function download(
  response: ServerResponse,
  content: string | ArrayBuffer | Uint8Array,
  name: string,
): void {
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader(
    'Content-Disposition',
    `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  );
  response.end(content instanceof ArrayBuffer ? Buffer.from(content) : content);
}

function languageOf(url: URL, accepted: string): InboxLanguage {
  const known = (name: string | null | undefined) =>
    inboxLanguages.find((language) => language === name?.trim().slice(0, 2).toLowerCase());
  const preferred = accepted.split(',').map(known).find(Boolean);
  return known(url.searchParams.get('lang')) ?? preferred ?? 'es';
}
