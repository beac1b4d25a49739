// One side of the payments whose both sides die (`payment-kills.ts`), in a process of its own: the portal, or the
// provider's stand-in. Each comes back at the port it had.
import { createServer } from 'node:http';
import { createPayDesk } from '../../demo/payments.ts';
import { createPortal } from '../../server/index.ts';

const [kind = '', port = '', ...rest] = process.argv.slice(2);
const own = `http://127.0.0.1:${port}`;

if (kind === 'portal') {
  const [databaseUrl = '', apiUrl = '', smtpUrl = ''] = rest;
  const portal = await createPortal({
    database: { url: databaseUrl },
    publicUrl: own,
    payments: { stripe: { apiUrl } },
    mail: { smtpUrl, from: 'cobranza@norte.example', pollMs: 500 },
  });
  const server = createServer(portal.handler);
  server.listen(Number(port), '127.0.0.1', () => console.log(own));
} else {
  const [journal = '', seed = '1', mood = 'hostile', url = '', secretKey = '', secret = ''] = rest;
  const desk = createPayDesk(() => own, { journal, seed: Number(seed) });
  desk.mood.hints = mood === 'hostile' ? 'hostile' : 'sent';
  desk.mood.api = mood === 'hostile' ? 'hostile' : 'up';
  desk.hintTo(secretKey, { url, secret });
  desk.server.listen(Number(port), '127.0.0.1', () => console.log(own));
}
