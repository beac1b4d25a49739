// A relay for the benchmark, in a process of its own: takes every mail at once, and keeps it where a folder is
// given: a file each, the recipient before its first line.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const [folder] = process.argv.slice(2);
let kept = 0;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onData: (stream, { envelope }, done) => {
    if (!folder) {
      stream.on('end', () => done());
      stream.resume();
      return;
    }
    const recipients = envelope.rcptTo.map(({ address }) => address).join(' ');
    const pieces: Uint8Array[] = [Buffer.from(`${recipients}\r\n`)];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    // A mail that breaks off before its end never counts.
    stream.on('end', () => {
      writeFileSync(join(folder, String(kept++)), Buffer.concat(pieces));
      done();
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.server.address() as AddressInfo;
  console.log(`smtp://127.0.0.1:${port}`);
});
process.on('SIGTERM', () => process.exit());
