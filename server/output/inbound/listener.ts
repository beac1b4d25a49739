import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { callbackify } from 'node:util';
import type { SMTPServerDataStream } from 'smtp-server';
import { AppError } from '../../http/app-error.ts';
import { mailLimits } from './read-mail.ts';

export type ListenerOptions = {
  port: number;
  /** The own machine's loopback address unless given. */
  host?: string;
  /** LMTP instead of SMTP: a line of answer for each recipient. */
  lmtp?: boolean;
  /** Key and certificate, as PEM; without them nothing is encrypted. */
  tls?: { key: string; cert: string };
  /** Bytes of a mail; as many as are taken unless given. */
  size?: number;
  /** Connections at a time. */
  connections?: number;
};

export type ListenerDeps = {
  /** Whether mail to an address is ours. */
  knows(address: string): Promise<boolean>;
  /** Keeps a mail. @returns false where nobody can be found that it is for */
  take(mail: {
    content: Buffer;
    from: string;
    to: string[];
    /** Address of the one who hands it over. */
    peer: string;
  }): Promise<boolean>;
  logger: Record<'warn' | 'error', (about: object, text: string) => void>;
};

export type MailListener = { port: number; close(): Promise<void> };

const [mostRecipients, usualConnections] = [100, 20];
/** Bytes of mails that are under way together; a server that hands over more comes again later. */
const mostUnderWay = 80_000_000;
const quietMs = 60_000;

const refusal = (responseCode: number, text: string) =>
  Object.assign(new Error(text), { responseCode });

/**
 * Takes mail over SMTP, or LMTP, as the target of a company's mail server: for known addresses alone, and with 250 only
 * once it is kept. It relays nothing and asks nobody to sign in; a firewall says who may reach it.
 */
export async function startMailListener(
  {
    port,
    host = '127.0.0.1',
    lmtp = false,
    tls,
    size = mailLimits.bytes,
    connections,
  }: ListenerOptions,
  { knows, take, logger }: ListenerDeps,
): Promise<MailListener> {
  let underWay = 0;
  // Few servers listen for mail.
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    lmtp,
    ...tls,
    size,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: connections ?? usualConnections,
    socketTimeout: quietMs,
    closeTimeout: 5_000,
    logger: false,
    onRcptTo: ({ address }, { envelope }, done) => {
      if (envelope.rcptTo.length >= mostRecipients)
        return done(refusal(452, '4.5.3 Too many recipients'));
      callbackify(knows)(address, (error, known) => {
        if (error) done(refusal(451, '4.3.0 Try again later'));
        else done(known ? undefined : refusal(550, '5.1.1 There is no such mailbox here'));
      });
    },
    onData: (stream, { envelope, remoteAddress }, done) => {
      callbackify(async () => {
        const content = await collected(stream);
        if (content === null) return;
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const to = envelope.rcptTo.map(({ address }) => address.toLowerCase());
        const kept = await take({ content, from, to, peer: remoteAddress }).catch(
          (error: unknown) => {
            if (!(error instanceof AppError)) logger.error({ error }, 'mail was not taken');
            throw refusal(451, '4.3.0 Try again later');
          },
        );
        if (!kept) throw refusal(550, '5.1.1 There is no conversation for this mail here');
      })((error) => done(error));
    },
  });

  /** @returns null where it is larger than it may be: then it has been answered */
  async function collected(stream: SMTPServerDataStream): Promise<Buffer | null> {
    const chunks: Buffer[] = [];
    let [bytes, full] = [0, false];
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        full ||= bytes > size || underWay + chunk.length > mostUnderWay;
        // What is not kept has to be read all the same.
        if (full) continue;
        underWay += chunk.length;
        chunks.push(chunk);
      }
      if (bytes > size) return null;
      if (full) throw refusal(452, '4.3.1 Too much mail at a time');
      return Buffer.concat(chunks);
    } finally {
      underWay -= chunks.reduce((sum, { length }) => sum + length, 0);
    }
  }

  // Whoever hangs up, or speaks another protocol, must not end the server.
  server.on('error', (error) => logger.warn({ error }, 'mail connection'));
  const failed = once(server.server, 'error').then(([error]) => {
    throw error as Error;
  });
  const listening = once(server.server, 'listening');
  server.listen(port, host);
  await Promise.race([listening, failed]);
  failed.catch(() => {});
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
