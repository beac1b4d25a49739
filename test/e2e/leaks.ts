import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

// After all others of its process: what they were given, they have left nowhere.
test('no secret of these tests stands in an address, a history, a referrer, storage, a console or a log', () => {
  const { portalUrl } = theatre.stage;
  assert.ok(ledger.sightings.some(({ text }) => text.startsWith(portalUrl)));
  assert.deepEqual(ledger.leaks(), []);
  // Whatever else they could hold: there is nothing to look into.
  const stored = ledger.sightings.filter(({ place }) => place === 'storage');
  for (const { text } of stored) assert.match(text, /"databases":\[\],"caches":\[\],"cookie":""/);
});
