// A rush of sign-ins, over connections that are open already and from a process of its own: what is
// measured beside it should feel the server's work, not the client's.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { apiBase } from '#contract/limits';
import { hostOrigin } from '../support/fixtures.ts';

const [address = '', size = '100'] = process.argv.slice(2);
const { hostname, port, host } = new URL(address);
const wave = Number(size);
const outcomes: Record<string, number> = {};

const sockets = await Promise.all(
  Array.from({ length: wave }, async () => {
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    return socket;
  }),
);

/** Sends one sign-in and resolves with the status of its answer. */
async function signIn(socket: Socket, round: number, at: number): Promise<void> {
  const body = JSON.stringify({ login: `prisa-${round}-${at}`, password: 'no es esta' });
  socket.write(
    [
      `POST ${apiBase}/sessions HTTP/1.1`,
      `Host: ${host}`,
      `Origin: ${hostOrigin.norte}`,
      'Portal-Tenant: norte',
      `X-Forwarded-For: 172.16.${round}.${at}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  const status = answer.toString('latin1', 9, 12);
  outcomes[status] = (outcomes[status] ?? 0) + 1;
}

const over = new AbortController();
process.once('SIGTERM', () => over.abort());
for (let round = 0; !over.signal.aborted; round++) {
  await Promise.all([
    Promise.all(sockets.map((socket, at) => signIn(socket, round, at))),
    // People look at what they are told before they press again.
    new Promise((resolve) => setTimeout(resolve, 1_000)),
  ]);
}
for (const socket of sockets) socket.destroy();
console.log(JSON.stringify(outcomes));
