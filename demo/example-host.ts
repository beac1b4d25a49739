/** A host whose users are signed in already, beside `npm start`: its server vouches for them to the portal. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const { PORT = '4405', PORTAL_URL = 'http://portal.localhost:4400' } = process.env;
const origin = `http://intranet.localhost:${PORT}`;
const { privateKey, publicKey } = await generateKeyPair('ES256');
// A name of its own tells the portal that the key is a new one, to be fetched.
const [alg, kid] = ['ES256', randomUUID()];
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg, kid }] };

/** The one user of this host; yours is whoever your own session says, by the contact's id in the ERP. */
const signedIn = '0001002945-COM';
const token = (): Promise<string> => {
  const [aud, iat] = [`${PORTAL_URL}/aqua`, Math.floor(Date.now() / 1000)];
  const claims = { iss: origin, aud, sub: signedIn, jti: randomUUID(), iat, exp: iat + 60 };
  return new SignJWT({ ...claims, origin, widgets: ['orders'] })
    .setProtectedHeader({ alg, kid })
    .sign(privateKey);
};

const policy = `default-src 'none'; script-src 'self' ${PORTAL_URL}; connect-src 'self' ${PORTAL_URL}; img-src ${PORTAL_URL}; trusted-types portal-html; require-trusted-types-for 'script'`;
const script = `document.querySelector('portal-config').getSession = async () => (await fetch('/portal-token')).text();`;
const page = `<!doctype html><html lang="es"><meta charset="utf-8"><title>Intranet</title><script type="module" src="/page.js"></script>
<script type="module" src="${PORTAL_URL}/embed.js" data-tenant="aqua"></script>
<h1>Intranet</h1><portal-config><portal-orders date="90d" auto></portal-orders></portal-config></html>`;
const answers: Record<string, () => [type: string, body: string | Promise<string>]> = {
  '/': () => ['text/html', page],
  '/page.js': () => ['text/javascript', script],
  '/portal-token': () => ['text/plain', token()],
  '/.well-known/jwks.json': () => ['application/json', JSON.stringify(jwks)],
};
createServer(async ({ url }, response) => {
  const [type, body] = answers[url ?? '']?.() ?? [];
  const headers = { 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' };
  response.writeHead(type ? 200 : 404, { ...headers, 'Content-Type': type ?? 'text/plain' });
  response.end(await body);
}).listen(Number(PORT), '127.0.0.1', () => console.log(`The example host answers on ${origin}`));
