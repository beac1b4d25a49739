// The ledger of the demo: invented, but it adds up, and has every case that a statement must show.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { syncRecords, type SyncInput } from '#contract/sync';
import { sum, toUnits } from '../../demo/data/decimal.ts';
import { paper } from '../../demo/data/fiscal.ts';
import { readFiscalFile } from '../../server/output/fiscal/read.ts';
import { aqua, demoRecords, zambe, type Source } from '../../demo/data/index.ts';

type Item = SyncInput<'open-items'>;
// A Monday.
const today = '2026-11-23';
const cents = (text: string) => toUnits(text, 2);
const clearedOf = ({ clearings = [] }: Item) => sum(clearings.map(({ amount }) => cents(amount)));
const openOf = (item: Item) => cents(item.amount) - clearedOf(item);
const total = (items: readonly Item[]) => sum(items.map(openOf));
const byAccount = (items: readonly Item[]) =>
  Map.groupBy(items, ({ customer, company, currency }) => `${customer} ${company} ${currency}`);

for (const source of [aqua, zambe])
  describe(`the ledger of ${source.slug}`, () => {
    const records = demoRecords(source, today);
    const items = records['open-items'];
    const files = records['fiscal-files'];
    const open = items.filter((item) => openOf(item) !== 0n);

    test('passes the contract, each record under a key of its own', () => {
      for (const item of items) syncRecords['open-items'].parse(item);
      for (const file of files) syncRecords['fiscal-files'].parse(file);
      assert.equal(new Set(items.map(({ company, id }) => `${company} ${id}`)).size, items.length);
      assert.equal(new Set(files.map((f) => `${f.fiscalId} ${f.kind}`)).size, files.length);
      for (const { date, clearings = [] } of items)
        for (const one of clearings) assert.ok(one.date >= date && one.date <= today);
    });

    test('is what was invoiced, less what was paid, for every account', () => {
      const ledger = byAccount(items);
      const invoiced = Map.groupBy(
        records.invoices,
        ({ customer, company, currency }) => `${customer} ${company} ${currency}`,
      );
      const has = (item: Item) =>
        records.invoices.find(
          ({ company, number }) => company === item.company && `${number}-1` === item.id,
        );
      for (const [account, own] of ledger) {
        const from = invoiced.get(account) ?? [];
        const known = own.filter(has);
        assert.equal(known.length, from.length, account);
        for (const item of known) assert.equal(item.dueDate, has(item)!.dueDate);
        const written = sum(from.map((invoice) => cents(invoice.total)));
        const rest = sum(own.filter((item) => !has(item)).map(({ amount }) => cents(amount)));
        assert.equal(total(own), written + rest, account);
        // What a payment clears of the documents is what is cleared of the payment.
        const clearings = own.flatMap(({ clearings: some = [] }) => some);
        for (const [reference, group] of Map.groupBy(clearings, (one) => one.reference))
          assert.equal(sum(group.map(({ amount }) => cents(amount))), 0n, String(reference));
      }
    });

    test('has every case', () => {
      const kinds = new Set(open.map(({ kind }) => kind));
      assert.equal(kinds.size, 5, [...kinds].join());
      const parts = open.filter(({ kind, clearings = [] }) => kind === 'invoice' && clearings[0]);
      assert.ok(parts.length > 10 && items.length - open.length > 400);
      const sizes = [...byAccount(items)].map(([, own]) => own.filter((i) => openOf(i)).length);
      assert.ok(Math.max(...sizes) > 280 && Math.max(...sizes) < 330, 'one with about 300');
      const idle = records.customers.filter(
        ({ number }) => !open.some(({ customer }) => customer === number),
      );
      assert.ok(idle.length > 0, 'one with none');
      const { customer } = source.receivables.foreign;
      const mine = open.filter((item) => item.customer === customer);
      assert.equal(new Set(mine.map(({ currency }) => currency)).size, 2);
      for (const field of ['order', 'purchaseOrder', 'invoice', 'fiscalId'] as const)
        assert.ok(
          open.some(({ kind, [field]: value }) => kind === 'invoice' && !value),
          field,
        );
      const overdue = open.filter(({ dueDate }) => dueDate && dueDate < today);
      assert.ok(overdue.length > 20 && overdue.length < open.length / 2);
      const weekdays = open.flatMap(({ dueDate }) =>
        dueDate ? new Date(dueDate).getUTCDay() : [],
      );
      assert.deepEqual([...new Set(weekdays)].toSorted(), [...source.receivables.weekdays]);
    });

    test('leaves much of a limit, next to nothing, and less than nothing', () => {
      const accounts = byAccount(items);
      const left = records.customers.flatMap(({ number, companies }) =>
        companies.flatMap(({ company, creditLimit }) => {
          const { currency } = source.companies.find(({ code }) => code === company)!;
          const owed = total(accounts.get(`${number} ${company} ${currency}`) ?? []);
          return creditLimit ? [[cents(creditLimit), cents(creditLimit) - owed] as const] : [];
        }),
      );
      assert.ok(left.some(([limit, rest]) => rest > limit / 2n));
      assert.ok(left.some(([limit, rest]) => rest > 0n && rest < limit / 100n));
      assert.ok(left.some(([, rest]) => rest < 0n));
    });

    test('is the same on another day but for its dates', () => {
      const another = demoRecords(source, '2027-01-02');
      const shape = (list: readonly Item[]) =>
        list.map((item) => [item.company, item.id, item.amount, String(clearedOf(item))]);
      assert.deepEqual(shape(another['open-items']), shape(items));
    });

    test('has numbers as the tax authority gives them, and papers for most of what is new', () => {
      const ids = items.flatMap(({ fiscalId }) => fiscalId ?? []);
      assert.equal(new Set(ids).size, ids.length);
      for (const id of ids) assert.ok(isFiscalId(source, id), id);
      const recent = open.filter(({ date, fiscalId }) => fiscalId && date > '2026-08-01');
      for (const kind of ['xml', 'pdf']) {
        const have = new Set(files.filter((f) => f.kind === kind).map((f) => f.fiscalId));
        const share = recent.filter(({ fiscalId }) => have.has(fiscalId!)).length / recent.length;
        assert.ok(share > 0.75 && share < 1, `${kind}: ${share}`);
      }
      // Besides those of the ledger there are complements and events, which name one of them.
      const known = new Set(ids);
      for (const { fiscalId, kind, content } of files) {
        const reading = kind === 'xml' ? readFiscalFile(Buffer.from(content, 'base64')) : null;
        if (reading) assert.ok('document' in reading, JSON.stringify(reading));
        const document = reading && 'document' in reading ? reading.document : null;
        if (document) assert.deepEqual([document.fiscalId, document.warnings], [fiscalId, []]);
        const others = document?.relations.map(({ to }) => to) ?? [];
        assert.ok(known.has(fiscalId) || others.some((to) => known.has(to)), fiscalId);
      }
    });
  });

/** By another way than the demo's: the check digit makes the weighted sum, itself counted once, divisible. */
function isFiscalId({ slug }: Source, id: string): boolean {
  if (slug === 'aqua')
    return /^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/.test(id);
  if (!/^(35|26)\d{2}(0[1-9]|1[0-2])99999999000191550019?\d+$/.test(id) || id.length !== 44)
    return false;
  let weighted = 0;
  for (let at = 0; at < 43; at++) weighted += Number(id[42 - at]) * ((at % 8) + 2);
  const digit = Number(id[43]);
  return digit === 0 ? weighted % 11 < 2 : (weighted + digit) % 11 === 0;
}

test('a paper is a PDF whose table of objects is right', () => {
  const text = Buffer.from(paper(['Factura (1) \\ ñ', 'Total'])).toString('latin1');
  assert.match(text, /^%PDF-1\.4\n[^]*%%EOF\n$/);
  const start = Number(/startxref\n(\d+)\n/.exec(text)![1]);
  assert.equal(text.slice(start, start + 4), 'xref');
  const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, at]) =>
    Number(at),
  );
  assert.equal(offsets.length, 5);
  offsets.forEach((at, i) => assert.ok(text.slice(at).startsWith(`${i + 1} 0 obj\n`)));
  const [, length, stream] = /<< \/Length (\d+) >>\nstream\n([^]*)\nendstream/.exec(text)!;
  assert.equal(stream!.length, Number(length));
  assert.ok(stream!.includes('(Factura \\(1\\) \\\\ ñ) Tj'));
});
