// Files of fiscal documents in one ZIP: whole or not at all, with an index, however many.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import ExcelJS from 'exceljs';
import { apiBase, limits } from '#contract/limits';
import { safeFileName, unlike } from '../../server/http/file-name.ts';
import { writeZip } from '../../server/output/zip.ts';
import { refusal, signIn, visitor, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { fiscalFile, password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { readZip } from '../support/zip.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const pdf = (size: number) => Buffer.concat([Buffer.from('%PDF-1.7 '), randomBytes(size)]);

let running: TestPortal;
let person: Api;
before(async () => {
  running = await startPortal();
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

async function store(...files: ReturnType<typeof fiscalFile>[]): Promise<string[]> {
  for (const file of files) {
    const { results } = await running.portal.sync('norte', 'fiscal-files', [file]);
    assert.equal(results[0]?.status, 'created');
  }
  const rows = await running.sql<{ id: string; key: string }>(
    `select id, fiscal_id || kind as key from fiscal_files`,
  );
  return files.map(({ fiscalId, kind }) => rows.find(({ key }) => key === fiscalId + kind)!.id);
}

const archive = (api: Api, files: string[], locale = 'es') =>
  api('POST /fiscal-archives', { body: { files, locale } });

async function sheetOf(bytes: Uint8Array): Promise<unknown[][]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
  const rows: unknown[][] = [];
  book.worksheets[0]!.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}

describe('an archive', () => {
  test('holds the files byte for byte, under names of their own, and an index of them', async () => {
    const content = [pdf(50_000), pdf(10), Buffer.from('<a>ñ</a>'), pdf(20), pdf(30)];
    const names = ['Factura Ñ.pdf', 'factura ñ.PDF', 'Factura Ñ.pdf.xml', '../a.pdf', 'a.pdf'];
    const ids = await store(
      ...content.map((bytes, i) =>
        fiscalFile(`A-${i}`, i === 2 ? 'xml' : 'pdf', {
          fileName: names[i]!,
          content: bytes.toString('base64'),
        }),
      ),
    );
    const answer = await archive(person, [...ids, ids[0]!], 'pt');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    assert.equal(
      answer.headers.get('content-disposition'),
      'attachment; filename="documentos-fiscais.zip"',
    );
    const { 'index.xlsx': index, ...files } = Object.fromEntries(readZip(answer.bytes));
    const called = [
      'Factura Ñ.pdf',
      'factura ñ (2).PDF',
      'Factura Ñ.pdf.xml',
      'a.pdf',
      'a (2).pdf',
    ];
    assert.deepEqual(Object.keys(files), called);
    called.forEach((name, i) => assert.deepEqual(files[name], content[i], name));
    assert.deepEqual(await sheetOf(index!), [
      ['Chave fiscal', 'Tipo', 'Arquivo', 'SHA-256', 'Bytes'],
      ...content.map((bytes, i) => [
        `A-${i}`,
        i === 2 ? 'XML' : 'PDF',
        called[i],
        sha256(bytes),
        bytes.length,
      ]),
    ]);
  });

  test('is noted with who took what, and one that is refused is not', async () => {
    const ids = await store(fiscalFile('N-1', 'xml'), fiscalFile('N-2', 'pdf'));
    const events = () =>
      running.sql<{ actor_kind: string; detail: { files: string[] } }>(
        `select actor_kind, detail from audit_events where event = 'fiscal_files.downloaded' order by id`,
      );
    const before = (await events()).length;
    await archive(person, ids);
    const [neighbour] = await store(fiscalFile('N-3', 'pdf', { customer: '1002946' }));
    assert.equal(refusal(await archive(person, [ids[0]!, neighbour!])), '404 not_found');
    const noted = (await events()).slice(before);
    assert.deepEqual(noted, [{ actor_kind: 'contact', detail: { files: ids } }]);
  });

  test('is asked for with one to so many files', async () => {
    const many = Array.from({ length: limits.archiveFiles + 1 }, () => crypto.randomUUID());
    assert.equal(refusal(await archive(person, [])), '400 invalid_input body.files: too_few');
    assert.equal(refusal(await archive(person, many)), '400 invalid_input body.files: too_many');
    assert.equal(refusal(await archive(person, many.slice(1))), '404 not_found');
    assert.match(refusal(await archive(person, ['../x'])), /^400 invalid_input body\.files\.0/);
  });

  describe('of many files', () => {
    let ids: string[];
    let token: string;
    let read = 0;
    before(async () => {
      const body = { login: 'todo', password, delivery: 'bearer' };
      ({ token } = (
        await visitor(running.url)<{ token: string }>('POST /sessions', { body })
      ).body);
      ids = await store(...Array.from({ length: 40 }, (_, i) => fiscalFile(`M-${i}`, 'pdf')));
      // More than the buffers of two sockets hold, and nothing that could be packed smaller.
      await running.sql(`update fiscal_files set content = (
        select decode(string_agg(md5(random()::text || i), ''), 'hex') from generate_series(1, 25000) i)
        where fiscal_id like 'M-%'`);
      running.connection.knex.on('query', ({ sql }: { sql: string }) => {
        if (sql.includes('encode(f.content')) read += 1;
      });
    });

    /** How many files were read when no more are, for now. */
    async function settled(): Promise<number> {
      let before = -1;
      while (before !== read) {
        before = read;
        await pause(500);
      }
      return read;
    }

    /** The answer as it begins to arrive, with nothing read of it yet. */
    async function begin(): Promise<IncomingMessage> {
      read = 0;
      return new Promise((resolve, reject) => {
        const headers = {
          'Portal-Tenant': 'norte',
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
        };
        const url = `${running.url}${apiBase}/fiscal-archives`;
        const asked = request(url, { method: 'POST', headers }, resolve).on('error', reject);
        asked.end(JSON.stringify({ files: ids, locale: 'es' }));
      });
    }

    test('is read no faster than it is taken, and no further once nobody listens', async () => {
      const answer = await begin();
      const waiting = await settled();
      assert.ok(waiting < ids.length / 4, `${waiting} reads ahead`);
      answer.destroy();
      assert.ok((await settled()) <= waiting + 1, 'went on');
    });

    test('is all of them to whoever reads on', async () => {
      const answer = await begin();
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      assert.equal(readZip(Buffer.concat(chunks)).size, ids.length + 1);
      assert.equal(read, ids.length / 2, 'two at a time are a megabyte');
    });

    test('breaks off where a file goes away meanwhile, so that nobody takes a part for the whole', async () => {
      const answer = await begin();
      await settled();
      await running.portal.sync('norte', 'fiscal-files', [
        { fiscalId: 'M-39', kind: 'pdf', deleted: true },
      ]);
      await assert.rejects(async () => {
        for await (const chunk of answer) void chunk;
      }, /aborted/);
    });
  });
});

describe('a ZIP that is written', () => {
  const size = 500_000;
  const block = randomBytes(size);

  test('holds of many files no more than a few at a time', async () => {
    let opened = 0;
    let most = 0;
    let taken = 0;
    const entries = Array.from({ length: 40 }, (_, i) => ({
      name: `${i}.pdf`,
      open: async function* () {
        opened += size;
        yield block;
      },
    }));
    for await (const chunk of writeZip(entries)) {
      taken += chunk.length;
      most = Math.max(most, opened - taken);
      await pause(0);
    }
    assert.equal(opened, 40 * size);
    assert.ok(most < 3 * size, `${most} bytes ahead`);
  });

  test('closes what is open when nobody reads on, and opens nothing more', async () => {
    const seen: string[] = [];
    const entries = ['a', 'b'].map((name) => ({
      name,
      open: async function* () {
        try {
          seen.push(`open ${name}`);
          for (;;) yield block;
        } finally {
          seen.push(`close ${name}`);
        }
      },
    }));
    for await (const chunk of writeZip(entries)) if (chunk.length > 1000) break;
    await eventually(() => seen.length > 1);
    await pause(50);
    assert.deepEqual(seen, ['open a', 'close a']);
  });

  test('fails where an entry does, and takes no name that leads elsewhere', async () => {
    const failing = {
      name: 'a',
      open: async function* (): AsyncGenerator<Uint8Array> {
        yield block;
        throw new Error('on purpose');
      },
    };
    await assert.rejects(async () => {
      for await (const chunk of writeZip([failing])) void chunk;
    }, /on purpose/);
    for (const name of ['../a', '/a', 'C:\\a', 'a/../../b'])
      await assert.rejects(async () => {
        for await (const chunk of writeZip([{ ...failing, name }])) void chunk;
      }, /path/);
  });

  test('numbers names that a disk would take for one', () => {
    const taken = new Set<string>();
    const names = ['a.xml', 'A.xml', 'a.xml', 'a (2).xml', 'a.pdf', 'b', 'b', 'x.y.z', 'X.y.Z'];
    assert.deepEqual(
      names.map((name) => unlike(name, taken)),
      [
        'a.xml',
        'A (2).xml',
        'a (3).xml',
        'a (2) (2).xml',
        'a.pdf',
        'b',
        'b (2)',
        'x.y.z',
        'X.y (2).Z',
      ],
    );
    assert.equal(safeFileName('x'.repeat(300), '.xml').length, 204);
  });
});
