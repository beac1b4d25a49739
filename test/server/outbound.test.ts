// What leaves the server over HTTP: where it may go, how long it waits, how much it takes.
import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { fetchOutside, isInside } from '../../server/output/outbound.ts';

const inside = {
  'own and this network': ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::'],
  private: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fd12:3456::1'],
  'link-local, with a zone as well': ['169.254.169.254', 'fe80::1', 'fe80::1%eth0'],
  'site-local of old': ['fec0::1'],
  'of providers': ['100.64.0.1', '100.127.255.255'],
  'for benchmarks and books': [
    '198.18.0.1',
    '198.19.255.255',
    '2001:2::1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '2001:db8::1',
    '3fff::1',
  ],
  'for protocols': ['192.0.0.1', '192.88.99.1', '2001::1', '2001:20::1', '5f00::1'],
  'many at once, and nobody': [
    '224.0.0.1',
    '239.1.1.1',
    '240.0.0.1',
    '255.255.255.255',
    'ff02::1',
    'ff0e::1',
    '100::1',
  ],
  'IPv4 inside, mapped': ['::ffff:10.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a9fe:a9fe'],
  'IPv4 compatible': ['::127.0.0.1', '::8.8.8.8'],
  'IPv4 translated': ['::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
  'IPv4 inside by NAT64': [
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '64:ff9b:1::8.8.8.8',
  ],
  'by 6to4': ['2002:7f00:1::', '2002:808:808::1'],
  'not given out': ['4000::1', '::2:0:0:1', 'e000::1'],
  'no address at all': [
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '010.1.1.1',
    '0x7f.0.0.1',
    '2130706433',
    '::g',
  ],
};
const outside = [
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
];

describe('an address', () => {
  for (const [name, addresses] of Object.entries(inside))
    test(`stands inside: ${name}`, () => {
      for (const address of addresses) assert.equal(isInside(address), true, address);
    });
  test('stands outside where it is plainly of the world', () => {
    for (const address of outside) assert.equal(isInside(address), false, address);
  });
});

describe('a request', () => {
  let server: Server;
  let base: string;
  let answer: RequestListener;
  let asked = 0;
  before(async () => {
    server = createServer((request, response) => {
      asked++;
      answer(request, response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const ask = (more: Partial<Parameters<typeof fetchOutside>[0]> = {}) =>
    fetchOutside({ url: base, timeoutMs: 20_000, mostBytes: 1_000, allowInside: true, ...more });

  test('brings the answer as it came', async () => {
    answer = (request, response) => {
      request.pipe(response.writeHead(201, { 'Content-Type': 'text/plain' }));
    };
    const { status, headers, body } = await ask({ method: 'POST', body: 'año' });
    assert.deepEqual(
      [status, headers['content-type'], body.toString()],
      [201, 'text/plain', 'año'],
    );
  });

  test('goes inside only where the operator says so', async () => {
    answer = (_, response) => void response.end('secret');
    await ask();
    asked = 0;
    const { port } = new URL(base);
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::ffff:127.0.0.1]',
      '2130706433',
      '0x7f.1',
      '127.1',
      '０１７７.１',
    ])
      await assert.rejects(
        ask({ url: `http://${host}:${port}/`, allowInside: false }),
        /stands inside/,
        host,
      );
    // Not even on the connection that a free one has left open.
    assert.equal(asked, 0);
    for (const url of [`ftp://127.0.0.1:${port}/`, 'file:///etc/passwd', 'data:,x'])
      await assert.rejects(ask({ url }), /No way to ask/);
  });

  test('follows nobody elsewhere', async () => {
    answer = (_, response) => void response.writeHead(302, { Location: base }).end();
    asked = 0;
    assert.equal((await ask()).status, 302);
    assert.equal(asked, 1);
  });

  test('takes no more than it wants of an answer without end', async () => {
    let sent = 0;
    const closed = Promise.withResolvers<void>();
    answer = (_, response) => {
      response.on('close', () => closed.resolve());
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64_000))) sent += 64_000;
        response.once('drain', more);
      };
      more();
    };
    await assert.rejects(ask(), /more than 1000 bytes/);
    await closed.promise;
    assert.ok(sent < 50_000_000, `${sent} bytes were taken`);
  });

  test('ends in time, whether nothing comes, or headers, or a byte now and then', async () => {
    const slow: RequestListener[] = [
      () => {},
      (_, response) => void response.writeHead(200).flushHeaders(),
      (_, response) => {
        const drip = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(drip));
      },
    ];
    for (const one of slow) {
      answer = one;
      await assert.rejects(ask({ timeoutMs: 200 }), /abort|timeout/i);
    }
  });
});
