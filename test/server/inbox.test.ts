// The demo's inbox: takes mail over SMTP and shows it without letting it act.
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { startInbox } from '../../demo/inbox.ts';
import { close } from '../../demo/servers.ts';

let inbox: Awaited<ReturnType<typeof startInbox>>;
let url: string;

before(async () => {
  const [smtp, web] = [await freePort(), await freePort()];
  inbox = await startInbox({ smtp, web });
  url = `http://127.0.0.1:${web}`;
  const transport = createTransport({ host: '127.0.0.1', port: smtp, ignoreTLS: true });
  await transport.sendMail({
    from: { name: 'Portal <b>', address: 'portal@aqua.example' },
    to: 'ana@cliente.example',
    subject: '<script>alert(1)</script> ¡Hola!',
    text: 'Hola </pre><script>',
    html: '<html><head></head><body><script>alert(1)</script><p>Hola</p></body></html>',
    attachments: [{ filename: 'año "1".pdf', content: '%PDF' }],
  });
  transport.close();
});
after(async () => {
  await close(inbox.server);
  await inbox.stopSmtp();
});

test('lists what came, in three languages', async () => {
  const { status, text } = await get('/?lang=pt');
  assert.equal(status, 200);
  assert.match(text, /<html lang="pt">/);
  assert.match(text, /&lt;script&gt;alert\(1\)&lt;\/script&gt; ¡Hola!/);
  assert.match(text, /Portal &lt;b&gt; &lt;portal@aqua.example&gt; → ana@cliente.example/);
  assert.match(text, /data-newest="1"/);
  assert.equal((await get('/newest')).text, '1');
  assert.match((await get('/', { 'Accept-Language': 'fr, en;q=0.5' })).text, /<html lang="en">/);
});

test('shows a mail in a frame where it cannot act, and as text', async () => {
  const page = await get('/mails/1');
  assert.match(page.text, /<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  assert.match(page.text, /Hola &lt;\/pre&gt;&lt;script&gt;/);
  assert.doesNotMatch(page.text, /alert\(1\)<\/script>/);
  const frame = await get('/mails/1/html');
  const policy = frame.headers.get('content-security-policy')!;
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /sandbox allow-popups allow-popups-to-escape-sandbox$/);
  assert.match(frame.text, /<head><base target="_blank">/);
});

test('hands out attachments as files', async () => {
  const file = await get('/mails/1/attachments/0');
  assert.equal(file.text, '%PDF');
  assert.equal(file.headers.get('content-type'), 'application/octet-stream');
  assert.match(
    file.headers.get('content-disposition')!,
    /^attachment; filename\*=UTF-8''a%C3%B1o%20%221%22\.pdf$/,
  );
  for (const path of ['/mails/2', '/mails/1/attachments/7', '/mails/1/other', '/../package.json'])
    assert.equal((await get(path)).status, 404, path);
});

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
