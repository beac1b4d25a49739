import type { Address, Attachment, Email } from 'postal-mime';
import { replyAddressOf } from './inbox-reply.ts';
import type { InboxMail } from './inbox-store.ts';
import { inboxLanguages, inboxWords, type InboxLanguage } from './inbox-words.ts';

const special: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => special[sign]!);

/** All mails, newest first; `newest` tells the page's script whether it is up to date. */
export function listPage(mails: InboxMail[], newest: number, language: InboxLanguage): string {
  const words = inboxWords[language];
  const rows = mails.map(
    (item) => `<li><a href="/mails/${item.id}?lang=${language}">
<strong>${escape(item.mail.subject || words.noSubject)}</strong> ${timeOf(item, language)}
<span>${escape(nameOf(item.mail.from))} → ${escape(item.to.join(', '))}</span></a></li>`,
  );
  return page(
    language,
    words.title,
    `<p class="hint">${words.hint}</p>
<ol data-newest="${newest}">${rows.join('') || `<li class="empty">${words.empty}</li>`}</ol>`,
  );
}

/** One mail: who, when, how it looks, how it reads, what is attached. */
export function mailPage(
  item: InboxMail,
  language: InboxLanguage,
  { answers, sent }: { answers: boolean; sent?: string | null },
): string {
  const words = inboxWords[language];
  const { id, mail, to } = item;
  const facts: [string, string][] = [
    [words.from, escape(nameOf(mail.from))],
    [words.to, escape(to.join(', '))],
    [words.time, timeOf(item, language)],
  ];
  return page(
    language,
    mail.subject || words.noSubject,
    `${sent === 'yes' || sent === 'no' ? `<p class="hint" role="status">${words.sent[sent]}</p>` : ''}<dl>${facts.map(([label, value]) => `<dt>${label}</dt><dd>${value}</dd>`).join('')}</dl>
<h2>${words.html}</h2>
<iframe src="/mails/${id}/html" title="${words.html}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>${words.text}</h2>
<pre>${escape(mail.text ?? '')}</pre>
<h2>${words.attachments}</h2>
<ul>${mail.attachments
      .map((one, index) =>
        one.disposition === 'inline'
          ? ''
          : `<li><a href="/mails/${id}/attachments/${index}">${escape(one.filename ?? `${index + 1}`)}</a></li>`,
      )
      .join('')}<li><a href="/mails/${id}/source">${words.source}</a></li></ul>
${answers && replyAddressOf(item) ? replyForm(item, language) : ''}`,
    `/?lang=${language}`,
  );
}

const replyForm = ({ id }: InboxMail, language: InboxLanguage): string => {
  const words = inboxWords[language];
  return `<form method="post" action="/mails/${id}/reply?lang=${language}">
<h2><label for="text">${words.reply}</label></h2>
<textarea id="text" name="text" rows="5" required></textarea>
<p><button>${words.send}</button></p>
</form>`;
};

export const missingPage = (language: InboxLanguage): string =>
  page(language, inboxWords[language].missing, '', `/?lang=${language}`);

/** A mail's own HTML as it is shown in its frame; its links open beside the inbox. */
export function frameOf({ html, text, attachments }: Email): string {
  const base = '<base target="_blank">';
  const shown = html?.replaceAll(/"cid:([^"]+)"/g, (cid, id: string) => {
    const picture = attachments.find(({ contentId }) => contentId === `<${id}>`);
    return picture
      ? `"data:${escape(picture.mimeType)};base64,${bytesOf(picture).toString('base64')}"`
      : cid;
  });
  const whole = shown ?? `<!doctype html><head></head><pre>${escape(text ?? '')}</pre>`;
  // Before the doctype it would put the page into the mode of old.
  return /<head[^>]*>/i.test(whole) ? whole.replace(/<head[^>]*>/i, `$&${base}`) : base + whole;
}

const bytesOf = ({ content }: Attachment): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer);

const nameOf = (from: Address | undefined): string =>
  from?.name ? `${from.name} <${from.address ?? ''}>` : (from?.address ?? '');

function timeOf({ receivedAt }: InboxMail, language: InboxLanguage): string {
  const shown = receivedAt.toLocaleTimeString(language, {
    timeStyle: 'medium',
    timeZone: inboxWords[language].timeZone,
  });
  return `<time datetime="${receivedAt.toISOString()}">${shown}</time>`;
}

function page(language: InboxLanguage, title: string, body: string, back?: string): string {
  const languages = inboxLanguages.map(
    (name) =>
      `<a href="?lang=${name}" hreflang="${name}"${name === language ? ' aria-current="true"' : ''}>${name.toUpperCase()}</a>`,
  );
  const words = inboxWords[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="/inbox.css">
<script type="module" src="/inbox.js"></script>
</head>
<body>
<header><h1>${escape(title)}</h1><nav>${languages.join('')}</nav></header>
<main>${back ? `<p><a href="${back}">← ${words.back}</a></p>` : ''}${body}</main>
</body>
</html>
`;
}
