// A relay for the benchmark, in a process of its own: takes every mail at once, and keeps it where a folder is
// given: a file each, the recipient before its first line.
import { createWriteStream, rename } from 'node:fs';
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
    const path = join(folder, String(kept++));
    // A mail that breaks off before its end never counts.
    const file = createWriteStream(`${path}.part`);
    file.write(`${envelope.rcptTo.map(({ address }) => address).join(' ')}\r\n`);
    file.on('finish', () => rename(`${path}.part`, path, done));
    stream.pipe(file);
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.server.address() as AddressInfo;
  console.log(`smtp://127.0.0.1:${port}`);
});
process.on('SIGTERM', () => process.exit());
