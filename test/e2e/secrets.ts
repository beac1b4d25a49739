import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

// After all others: what they were given, they have left nowhere.
test('no secret of these tests stands in an address, a history, a referrer, storage, a console or a log', () => {
  const kinds = Map.groupBy(ledger.secrets, ([, kind]) => kind);
  for (const kind of [
    'temporary password',
    'token of a link',
    'password',
    'cookie',
    'bearer',
    'assertion',
  ])
    assert.ok((kinds.get(kind)?.length ?? 0) > 0, `no ${kind} was given out`);
  const { portalUrl } = theatre.stage;
  assert.ok(ledger.sightings.some(({ text }) => text.startsWith(portalUrl)));
  const places = new Set(ledger.sightings.filter(({ text }) => text).map(({ place }) => place));
  for (const place of [
    'address of a page',
    'address of a request',
    'address at a server',
    'referrer of a request',
    'referrer at a server',
    'history',
    'history as scripts see it',
    'storage',
    'console',
    'log of the server',
  ])
    assert.ok(places.has(place), `nothing was seen of: ${place}`);
  assert.deepEqual(ledger.leaks(), []);
  // Whatever else they could hold: there is nothing to look into.
  const stored = ledger.sightings.filter(({ place }) => place === 'storage');
  for (const { text } of stored) assert.match(text, /"databases":\[\],"caches":\[\],"cookie":""/);
});
