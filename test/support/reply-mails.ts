// Answers as forty mail clients write them, in three languages: shapes written by hand after the clients' own, no mail
// of anybody.
import type { Locale } from '#contract/primitives';
import { markers } from '../../server/output/inbound/marker.ts';

/** What a person wrote, with lines that begin as quotes do. */
export const answers: Readonly<Record<Locale, string>> = {
  es: 'Buenos días, Ana:\n\nDe acuerdo con la nueva fecha.\nEl embarque puede salir el 26 de noviembre a las 10:42.\n¿Me confirma el peso? Para lo demás, está bien así.\n\nGracias,\nIris',
  pt: 'Bom dia, Ana:\n\nDe acordo com a nova data.\nEm relação ao peso, são 840 kg conforme a nota de 26/11.\nPara o restante, está certo assim. Não é preciso mais nada.\n\nObrigada,\nIris',
  en: 'Good morning, Ana,\n\nOn Friday we can load from 10:42 on.\nFrom our side the weight is right: 840 kg.\nTo be clear, the papers are at the gate.\n\nThank you,\nIris',
};

const sender = 'Aquavelia';
type Words = {
  wrote: string;
  from: string;
  sent: string;
  to: string;
  subject: string;
  original: string;
  day: string;
  longDay: string;
  at: string;
  on: string;
  device: (name: string) => string;
  get: (name: string) => string;
  said: string;
};
const words: Readonly<Record<Locale, Words>> = {
  es: {
    wrote: 'escribió',
    from: 'De',
    sent: 'Enviado el',
    to: 'Para',
    subject: 'Asunto',
    original: 'Mensaje original',
    day: 'jue, 26 nov 2026',
    longDay: 'jueves, 26 de noviembre de 2026',
    at: 'a las 10:42',
    on: 'El',
    device: (name) => `Enviado desde mi ${name}`,
    get: (name) => `Obtener ${name}`,
    said: 'El contenedor llega el jueves a Veracruz.',
  },
  pt: {
    wrote: 'escreveu',
    from: 'De',
    sent: 'Enviada em',
    to: 'Para',
    subject: 'Assunto',
    original: 'Mensagem original',
    day: 'qui., 26 de nov. de 2026',
    longDay: 'quinta-feira, 26 de novembro de 2026',
    at: 'às 10:42',
    on: 'Em',
    device: (name) => `Enviado do meu ${name}`,
    get: (name) => `Obter o ${name}`,
    said: 'O contêiner chega na quinta-feira a Santos.',
  },
  en: {
    wrote: 'wrote',
    from: 'From',
    sent: 'Sent',
    to: 'To',
    subject: 'Subject',
    original: 'Original Message',
    day: 'Thu, Nov 26, 2026',
    longDay: 'Thursday, November 26, 2026',
    at: 'at 10:42 AM',
    on: 'On',
    device: (name) => `Sent from my ${name}`,
    get: (name) => `Get ${name}`,
    said: 'The container arrives on Thursday at Veracruz.',
  },
};

type Shape = { w: Words; locale: Locale; answer: string; address: string; mail: string };
type Body = { text?: string; html?: string };
/** How the text is put into the mail. */
type Wire = 'quoted-printable' | 'base64' | '8bit' | 'latin1';
type Client = { name: string; wire?: Wire; body: (shape: Shape) => Body };

const quote = (text: string) => text.replaceAll(/^/gm, '> ').replaceAll(/^> $/gm, '>');
const html = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .split('\n')
    .map((line) => `<div>${line || '<br>'}</div>`)
    .join('');
const unmarked = (mail: string) => mail.split('\n').slice(2).join('\n');

const attributed =
  (line: (shape: Shape) => string, tail: (shape: Shape) => string = () => '') =>
  (shape: Shape): Body => ({
    text: `${shape.answer}\n${tail(shape)}\n${line(shape)}\n\n${quote(shape.mail)}\n`,
  });
/** The same where the client leaves the marker out. */
const bare =
  (body: (shape: Shape) => Body) =>
  (shape: Shape): Body =>
    body({ ...shape, mail: unmarked(shape.mail) });
const head = ({ w, address, locale }: Shape, bold = '') =>
  [
    `${bold}${w.from}:${bold} ${sender} <${address}>`,
    `${bold}${w.sent}:${bold} ${w.longDay} 10:42`,
    `${bold}${w.to}:${bold} Iris <iris@cliente.example>`,
    `${bold}${w.subject}:${bold} ${locale === 'en' ? 'Shipment' : 'Embarque'} EXP-2026-0042`,
  ].join('\n');
const headed =
  (tail: (shape: Shape) => string = () => '', before = '') =>
  (shape: Shape): Body => ({
    text: `${shape.answer}\n${tail(shape)}\n${before}${head(shape)}\n\n${shape.mail}\n`,
  });
const gmailLine = ({ w, address }: Shape) =>
  `${w.on} ${w.day} ${w.at}, ${sender} <${address}> ${w.wrote}:`;
const gmailHtml = (shape: Shape) =>
  `<div dir="ltr">${html(shape.answer)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${gmailLine(shape).replaceAll('<', '&lt;')}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">${html(shape.mail)}</blockquote></div>`;
const outlookHtml = (shape: Shape) =>
  `<html><head><style>p{margin:0}</style></head><body>${shape.answer
    .split('\n')
    .map((line) => `<p class="MsoNormal">${line || '&nbsp;'}</p>`)
    .join(
      '',
    )}<div style="border-top:solid #E1E1E1 1pt"><p class="MsoNormal">${head(shape).replaceAll('<', '&lt;').replaceAll('\n', '<br>')}</p></div>${html(shape.mail)}</body></html>`;

export const clients: readonly Client[] = [
  {
    name: 'Gmail on the web',
    body: (s) => ({ text: attributed(gmailLine)(s).text, html: gmailHtml(s) }),
  },
  {
    name: 'Gmail, wrapped',
    wire: 'base64',
    body: bare(
      attributed(
        ({ w, address }) => `${w.on} ${w.day} ${w.at}, ${sender} (<${address}>)\n${w.wrote}:`,
      ),
    ),
  },
  { name: 'Gmail, HTML alone', body: (s) => ({ html: gmailHtml(s) }) },
  {
    name: 'Gmail, HTML alone, without the line',
    body: (s) => ({ html: gmailHtml({ ...s, mail: unmarked(s.mail) }) }),
  },
  {
    name: 'Gmail on Android',
    body: bare((s) => ({ text: attributed(gmailLine)(s).text, html: gmailHtml(s) })),
  },
  { name: 'Outlook for Windows', body: (s) => ({ text: headed()(s).text, html: outlookHtml(s) }) },
  { name: 'Outlook for Windows, text alone', body: bare(headed()) },
  { name: 'Outlook, HTML alone', body: (s) => ({ html: outlookHtml(s) }) },
  {
    name: 'Outlook, HTML alone, without the line',
    body: (s) => ({ html: outlookHtml({ ...s, mail: unmarked(s.mail) }) }),
  },
  {
    name: 'Outlook on the web',
    body: (s) => ({
      html: `<div id="divtagdefaultwrapper">${html(s.answer)}</div><hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr">${head(s).replaceAll('<', '&lt;').replaceAll('\n', '<br>')}</div>${html(unmarked(s.mail))}`,
    }),
  },
  {
    name: 'Outlook for iOS',
    body: headed(
      ({ w }) =>
        `\n${w.get('Outlook para iOS')}<https://aka.ms/o0ukef>\n________________________________`,
    ),
  },
  {
    name: 'Outlook for Android',
    body: bare(
      headed(({ w }) => `\n${w.get('Outlook para Android')}\n________________________________`),
    ),
  },
  {
    name: 'Outlook of old',
    wire: 'latin1',
    body: (s) => ({
      text: `${s.answer}\n\n-----${s.w.original}-----\n${head(s)}\n\n${unmarked(s.mail)}`,
    }),
  },
  {
    name: 'Outlook for Mac',
    body: bare((s) => ({ text: `${s.answer}\n\n${head(s, '*')}\n\n${s.mail}` })),
  },
  {
    name: 'Apple Mail',
    body: (s) => ({
      text: `${s.answer}\n\n${quote(`${s.w.on} 26 nov 2026, ${s.w.at}, ${sender} <${s.address}> ${s.w.wrote}:\n\n${s.mail}`)}`,
    }),
  },
  {
    name: 'Apple Mail, without the line',
    body: bare((s) => ({
      text: `${s.answer}\n\n${s.w.on} 26 nov 2026, ${s.w.at}, ${sender} <${s.address}> ${s.w.wrote}:\n\n${quote(s.mail)}`,
    })),
  },
  {
    name: 'iPhone',
    body: attributed(
      ({ w, address }) => `${w.on} 26 nov 2026, ${w.at}, ${sender} <${address}> ${w.wrote}:`,
      ({ w }) => `\n${w.device('iPhone')}\n`,
    ),
  },
  {
    name: 'iPhone, without the line',
    wire: '8bit',
    body: bare(
      attributed(
        ({ w, address }) => `${w.on} 26 nov 2026, ${w.at}, ${sender} <${address}> ${w.wrote}:`,
        ({ w }) => `\n${w.device('iPhone')}\n`,
      ),
    ),
  },
  {
    name: 'iPhone, HTML alone',
    body: (s) => ({
      html: `<html><body dir="auto">${html(s.answer)}<br><div dir="ltr">${s.w.device('iPhone')}</div><div dir="ltr"><br><blockquote type="cite">${s.w.on} 26 nov 2026, ${s.w.at}, ${sender} &lt;${s.address}&gt; ${s.w.wrote}:<br><br></blockquote></div><blockquote type="cite">${html(s.mail)}</blockquote></body></html>`,
    }),
  },
  {
    name: 'iPad',
    body: attributed(
      ({ w, address }) => `${w.on} 26/11/2026, ${w.at}, ${sender} <${address}> ${w.wrote}:`,
      ({ w }) => `\n${w.device('iPad')}\n`,
    ),
  },
  {
    name: 'Samsung',
    body: bare((s) => ({
      text: `${s.answer}\n\n${s.w.device('Galaxy')}\n\n-------- ${s.w.original} --------\n${head(s)}\n\n${s.mail}`,
    })),
  },
  {
    name: 'Android of old',
    body: (s) => ({
      text: `${s.answer}\n\n\n-------- ${s.w.original} --------\n${s.w.from}: ${sender}\n${s.mail}`,
    }),
  },
  {
    name: 'Huawei',
    body: bare((s) => ({
      text: `${s.answer}\n\n-------- ${s.w.original} --------\n${head(s)}\n${s.mail}`,
    })),
  },
  {
    name: 'Thunderbird',
    body: attributed(({ w }) => `${w.on} 26/11/2026 ${w.at}, ${sender} ${w.wrote}:`),
  },
  {
    name: 'Thunderbird, in Latin letters',
    wire: 'latin1',
    body: bare(attributed(({ w }) => `${w.on} 26/11/2026 ${w.at}, ${sender} ${w.wrote}:`)),
  },
  {
    name: 'Thunderbird, below the quote',
    body: bare((s) => ({
      text: `${s.w.on} 26/11/2026 ${s.w.at}, ${sender} ${s.w.wrote}:\n${quote(s.mail)}\n\n${s.answer}`,
    })),
  },
  {
    name: 'Yahoo on the web',
    body: (s) => ({
      html: `<div class="yahoo-style-wrap">${html(s.answer)}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>${s.w.on} ${s.w.longDay}, 10:42, ${sender} &lt;${s.address}&gt; ${s.w.wrote}:</div><div><br></div>${html(s.mail)}</div></div>`,
    }),
  },
  {
    name: 'Yahoo, text',
    body: bare(
      attributed(
        ({ w, address }) => `    ${w.on} ${w.longDay}, 10:42, ${sender} <${address}> ${w.wrote}:  `,
      ),
    ),
  },
  {
    name: 'Yahoo on Android',
    body: (s) => ({
      text: `${s.answer}\n\n${s.locale === 'pt' ? 'Enviado do Yahoo Mail no Android' : s.locale === 'es' ? 'Enviado desde Yahoo Mail con Android' : 'Sent from Yahoo Mail on Android'}\n\n  ${s.w.on} ${s.w.day} ${s.w.at}, ${sender}<${s.address}> ${s.w.wrote}:   ${s.mail}`,
    }),
  },
  {
    name: 'Zoho',
    body: bare((s) => ({
      text: `${s.answer}\n\n---- ${s.w.on} ${s.w.day} 10:42:00 -0600 ${sender} <${s.address}> ${s.w.wrote} ----\n\n${s.mail}`,
    })),
  },
  {
    name: 'Proton',
    body: attributed(
      ({ w, address }) => `${w.on} ${w.longDay} ${w.at}, ${sender} <${address}> ${w.wrote}:`,
      ({ locale }) =>
        `\n${locale === 'en' ? 'Sent with Proton Mail secure email.' : locale === 'es' ? 'Enviado con Proton Mail.' : 'Enviado com o Proton Mail.'}\n`,
    ),
  },
  {
    name: 'Zimbra',
    body: bare((s) => ({
      text: `${s.answer}\n\n----- ${s.w.original} -----\n${head(s)}\n\n${s.mail}`,
    })),
  },
  {
    name: 'Roundcube',
    body: bare(attributed(({ w }) => `${w.on} 2026-11-26 10:42, ${sender} ${w.wrote}:`)),
  },
  {
    name: 'Evolution',
    body: attributed(({ w }) => `${w.on} ${w.day} ${w.at} +0000, ${sender} ${w.wrote}:`),
  },
  {
    name: 'KMail',
    wire: 'base64',
    body: bare(attributed(({ w }) => `${w.on} ${w.longDay} 10:42:00 CST, ${sender} ${w.wrote}:`)),
  },
  { name: 'Notes', body: bare(headed()) },
  {
    name: 'Fastmail',
    body: attributed(({ w }) => `${w.on} ${w.day}, ${w.at}, ${sender} ${w.wrote}:`),
  },
  {
    name: 'Spark',
    body: (s) => ({
      html: `<div name="messageBodySection">${html(s.answer)}</div><div name="messageReplySection">${s.w.on} 26 nov 2026 10:42 -0600, ${sender} &lt;${s.address}&gt;, ${s.w.wrote}:<br><blockquote type="cite">${html(s.mail)}</blockquote></div>`,
    }),
  },
  { name: 'Windows-1252 that says it is UTF-8', wire: 'latin1', body: bare(attributed(gmailLine)) },
  {
    name: 'a client that quotes nothing',
    wire: 'base64',
    body: ({ answer }) => ({ text: answer }),
  },
];

/** The mail that is answered, as its text. */
const mailOf = (locale: Locale, said: string) =>
  `${markers[locale]}\n\nAquavelia\n\n${said}\n\nAquavelia`;

export type ReplyMail = {
  client: string;
  locale: Locale;
  raw: Buffer;
  answer: string;
  said: string;
};

/** An answer of every client in every language. @param address that it is sent to */
export const replyMails = (address: string, from = 'iris@cliente.example'): ReplyMail[] =>
  (['es', 'pt', 'en'] as const).flatMap((locale) =>
    clients.map(({ name, wire = 'quoted-printable', body }, at) => {
      const w = words[locale];
      const answer = answers[locale];
      const shape = { w, locale, answer, address, mail: mailOf(locale, w.said) };
      const lies = name.includes('says it is');
      const raw = rawMail({
        id: `${locale}.${at}@cliente.example`,
        from,
        to: address,
        body: body(shape),
        wire,
        lies,
      });
      return { client: name, locale, raw, answer, said: w.said };
    }),
  );

type Raw = { id: string; from: string; to: string; body: Body; wire: Wire; lies: boolean };

function rawMail({ id, from, to, body, wire, lies }: Raw): Buffer {
  const charset = wire === 'latin1' && !lies ? 'windows-1252' : 'utf-8';
  const part = (type: string, text: string): Buffer => {
    const [encoding, content] = encoded(text.replaceAll(/\r?\n/g, '\r\n'), wire);
    const top = `Content-Type: ${type}; charset=${charset}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
    return Buffer.concat([Buffer.from(top), content, Buffer.from('\r\n')]);
  };
  const parts = [
    ...(body.text === undefined ? [] : [part('text/plain', body.text)]),
    ...(body.html === undefined ? [] : [part('text/html', body.html)]),
  ];
  const top = `From: Iris <${from}>\r\nTo: <${to}>\r\nSubject: Re: EXP-2026-0042\r\nMessage-ID: <${id}>\r\nMIME-Version: 1.0\r\n`;
  if (parts.length === 1) return Buffer.concat([Buffer.from(top), parts[0]!]);
  return Buffer.concat([
    Buffer.from(`${top}Content-Type: multipart/alternative; boundary="b"\r\n\r\n`),
    ...parts.flatMap((one) => [Buffer.from('--b\r\n'), one]),
    Buffer.from('--b--\r\n'),
  ]);
}

function encoded(text: string, wire: Wire): [encoding: string, content: Buffer] {
  if (wire === 'base64')
    return [
      'base64',
      Buffer.from(Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n')),
    ];
  if (wire === '8bit') return ['8bit', Buffer.from(text)];
  if (wire === 'latin1') return ['8bit', Buffer.from(text.replaceAll('—', '-'), 'latin1')];
  const lines = text.split('\r\n').map((line) =>
    [...Buffer.from(line)]
      .map((byte) =>
        byte === 61 || byte > 126 || byte < 32
          ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCharCode(byte),
      )
      .join('')
      .replaceAll(/(?:[^=]|=..){70}(?=.)/g, '$&=\r\n')
      .replace(/ $/, '=20'),
  );
  return ['quoted-printable', Buffer.from(lines.join('\r\n'))];
}
