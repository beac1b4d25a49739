import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

// Before leaks.ts can say that nothing was left anywhere: every kind of secret was given out, and every place looked at.
test('these tests were given every kind of secret, and looked into every place that could keep one', () => {
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
});
