// The gate of sizes: what a page downloads may shrink, and grows only on purpose. Budgets of the house and
// what is measured against them are printed by `npm run bench`.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildWidgets } from '../../widgets/build.ts';
import { weigh } from '../support/weigh.ts';

const gate = {
  'embed.js': 1_000,
  'core.js': 39_500,
  'kit.js': 4_000,
  'portal-config.js': 200,
  'portal-login.js': 2_850,
  'portal-orders.js': 9_000,
  'es.js': 2_750,
  'pt.js': 2_750,
  'en.js': 2_750,
};

describe('sizes', () => {
  before(() => buildWidgets());
  for (const [name, most] of Object.entries(gate)) {
    test(`${name} weighs at most ${most} bytes`, () => {
      const bytes = weigh(name);
      assert.ok(bytes <= most, `${name}: ${bytes} bytes`);
      assert.ok(bytes > most * 0.6, `${name}: ${bytes} bytes; the gate can be lower`);
    });
  }
});
