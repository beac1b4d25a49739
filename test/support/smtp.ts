import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A refusal as a relay words it. */
export type Answer = [code: number, text: string];

/** What the relay does with a mail to somebody. */
export type Behaviour =
  | 'accept'
  /** Goes away in the middle of the message, or after all of it, without a word. */
  | 'drop before dot'
  | 'drop after dot'
  | { data: Answer }
  /** Answers the recipient once `thinks` is over. */
  | { recipient: Answer; thinks?: Promise<unknown> }
  /** Answers the recipient and the dot after so many milliseconds, and the dot not before `slow` is over. */
  | { slowMs?: number; slow?: Promise<unknown>; thinkMs?: number; thinks?: Promise<unknown> };

export type ReceivedMail = {
  messageId: string;
  from: string;
  to: string[];
  raw: string;
  /** When its last piece came, by `performance.now`. */
  at: number;
};

export type Sink = {
  url: string;
  received: ReceivedMail[];
  /** Every recipient that was named on the wire, refused ones included. */
  named: string[];
  connections: number;
  /** How mail to a recipient fares; `tries` counts the mails to it, from 1. */
  behave: (recipient: string, tries: number) => Behaviour;
  /** What it says to every sender; null: welcome. */
  refusesSender: Answer | null;
  /** Stops listening and drops everybody; `up` listens again at the same place. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Accepts everything, and knows of nothing that was. */
  forget(): void;
};

/** Who is connected, to be dropped without a word. */
const sockets = new WeakMap<SMTPServer, Set<Socket>>();

const refusal = ([responseCode, text]: Answer) => Object.assign(new Error(text), { responseCode });

/** A real SMTP server, without TLS, on a free port of this machine that takes mail and can misbehave. */
export async function startSink(host = '127.0.0.1'): Promise<Sink & { close(): Promise<void> }> {
  const tries = new Map<string, number>();
  let server = create();
  const sink: Sink = {
    url: '',
    received: [],
    named: [],
    connections: 0,
    behave: () => 'accept',
    refusesSender: null,
    forget: () => {
      tries.clear();
      sink.received.length = 0;
      sink.named.length = 0;
      sink.behave = () => 'accept';
    },
    down: () => stop(server),
    up: async () => {
      server = create();
      await listen(server, Number(new URL(sink.url).port), host);
    },
  };

  function create(): SMTPServer {
    const created: SMTPServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      closeTimeout: 1,
      onConnect: (_session, done) => {
        sink.connections++;
        done();
      },
      onMailFrom: (_address, _session, done) => {
        done(sink.refusesSender && refusal(sink.refusesSender));
      },
      onRcptTo: ({ address }, _session, done) => {
        sink.named.push(address);
        const count = (tries.get(address) ?? 0) + 1;
        tries.set(address, count);
        const how = sink.behave(address, count);
        const answer = () =>
          done(typeof how === 'object' && 'recipient' in how ? refusal(how.recipient) : undefined);
        if (typeof how === 'object' && 'thinks' in how) void how.thinks?.then(answer);
        else if (typeof how === 'object' && 'thinkMs' in how) setTimeout(answer, how.thinkMs);
        else answer();
      },
      onData: (stream, session, done) => {
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        const how = sink.behave(to[0] ?? '', tries.get(to[0] ?? '') ?? 1);
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          if (how === 'drop before dot') drop(created, session);
        });
        stream.on('error', () => {});
        stream.on('end', () => {
          if (how === 'drop before dot') return;
          if (typeof how === 'object' && 'data' in how) return done(refusal(how.data));
          const raw = Buffer.concat(chunks).toString('utf8');
          const [, messageId = ''] = /^message-id: (.*)$/im.exec(raw) ?? [];
          const from = mailFrom ? mailFrom.address : '';
          sink.received.push({ messageId, from, to, raw, at: performance.now() });
          if (how === 'drop after dot') drop(created, session);
          else if (typeof how === 'object' && 'slow' in how)
            void how.slow?.then(() => setTimeout(done));
          else setTimeout(done, typeof how === 'object' && 'slowMs' in how ? how.slowMs : 0);
        });
      },
    });
    // A client that goes away must not end the sink.
    created.on('error', () => {});
    const open = new Set<Socket>();
    sockets.set(created, open);
    created.server.on('connection', (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    });
    return created;
  }

  await listen(server, 0, host);
  const { port } = server.server.address() as AddressInfo;
  sink.url = `smtp://${host}:${port}`;
  return Object.assign(sink, { close: () => stop(server) });
}

async function listen(server: SMTPServer, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server.server, 'listening');
}

function drop(server: SMTPServer, session: SMTPServerSession): void {
  for (const socket of sockets.get(server) ?? [])
    if (socket.remotePort === session.remotePort) socket.destroy();
}

async function stop(server: SMTPServer): Promise<void> {
  for (const socket of sockets.get(server) ?? []) socket.destroy();
  await new Promise<void>((resolve) => server.close(resolve));
}
