import { connect, type Socket } from 'node:net';

/** What a scanner says of a file; `pending` where there is none to ask just now. */
export type ScanResult = 'clean' | 'infected' | 'failed' | 'pending';

/** Looks for malware. */
export type Scanner = {
  /** `absent`: one is meant to be there, and does not answer, or misses what every scanner knows. */
  state(): 'off' | 'ready' | 'absent';
  scan(content: AsyncIterable<Uint8Array>): Promise<ScanResult>;
  close(): void;
};

/** A server without a scanner says so, and calls nothing clean. */
export const noScanner: Scanner = {
  state: () => 'off',
  scan: async () => 'pending',
  close: () => {},
};

/** The text that every scanner reports (https://www.eicar.org), in halves, so that this file is not reported. */
const eicar = [
  String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR`,
  '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
];

export type ClamdOptions = {
  host: string;
  port: number;
  /** Milliseconds without an answer after which it counts as absent. */
  timeoutMs?: number;
  /** Milliseconds between two tests. */
  testMs?: number;
};

/**
 * ClamAV's daemon over TCP. It calls a file over its own limits clean unless it is told otherwise (`AlertExceedsMax`),
 * so it is given the test text at the start, and every hour: one that misses it is no scanner.
 */
export function createClamd({
  host,
  port,
  timeoutMs = 30_000,
  testMs = 3_600_000,
}: ClamdOptions): Scanner & { tested: Promise<void> } {
  let ready = false;
  let testing: Promise<void> | null = null;
  const ask = (content: AsyncIterable<Uint8Array>) => stream({ host, port, timeoutMs }, content);
  const test = () =>
    (testing ??= ask(once(eicar.join('')))
      .then((result) => void (ready = result === 'infected'))
      .catch(() => void (ready = false))
      .finally(() => (testing = null)));
  const timer = setInterval(() => void test(), testMs);
  timer.unref();
  return {
    tested: test(),
    state: () => (ready ? 'ready' : 'absent'),
    scan: async (content) => {
      // It may have come back since.
      if (!ready) await test();
      if (!ready) return 'pending';
      return ask(content).catch(() => {
        ready = false;
        return 'pending' as const;
      });
    },
    close: () => clearInterval(timer),
  };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Bytes of one piece that is sent. */
const pieceBytes = 65_536;

/** @throws Error where there is nobody, or no answer in time */
async function stream(
  { host, port, timeoutMs }: { host: string; port: number; timeoutMs: number },
  content: AsyncIterable<Uint8Array>,
): Promise<Exclude<ScanResult, 'pending'>> {
  const socket = connect({ host, port });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('The scanner does not answer')));
  const answered = answerOf(socket);
  answered.catch(() => {});
  try {
    await write(socket, 'zINSTREAM\0');
    for await (const bytes of content)
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(piece.length);
        // It may have ended the conversation with its answer.
        if (!socket.writable) break;
        await write(socket, Buffer.concat([length, piece]));
      }
    if (socket.writable) await write(socket, Buffer.alloc(4));
    const answer = await answered;
    if (answer.endsWith(' FOUND')) return 'infected';
    return answer.endsWith(' OK') ? 'clean' : 'failed';
  } finally {
    socket.destroy();
  }
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = () =>
      text === ''
        ? reject(new Error('The scanner said nothing'))
        : resolve(text.replaceAll('\0', '').trim());
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      if (text.length > 4_096 || text.endsWith('\0')) done();
    });
    socket.on('end', done).on('close', done).on('error', reject);
  });
}

/** Waits where the other side is slower. */
async function write(socket: Socket, bytes: Buffer | string): Promise<void> {
  if (socket.write(bytes)) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (outcome: () => void) => () => {
      socket.off('drain', drained).off('close', gone).off('error', gone);
      outcome();
    };
    const drained = settle(resolve);
    const gone = settle(() =>
      socket.readableLength > 0 ? resolve() : reject(new Error('The scanner hung up')),
    );
    socket.on('drain', drained).on('close', gone).on('error', gone);
  });
}
