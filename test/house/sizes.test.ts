// The gate of sizes: what a page downloads may shrink, and grows only on purpose. Budgets of the house and
// what is measured against them are printed by `npm run bench`.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildWidgets } from '../../widgets/build.ts';
import { weigh } from '../support/weigh.ts';

const gate = {
  'embed.js': 1_000,
  'core.js': 41_000,
  'kit.js': 4_950,
  'password.js': 3_100,
  'portal-account.js': 4_700,
  'portal-config.js': 300,
  'portal-login.js': 3_400,
  'portal-login-access.js': 2_450,
  'portal-orders.js': 8_500,
  'portal-prices.js': 4_850,
  'portal-stock.js': 5_400,
  'es.js': 4_600,
  'pt.js': 4_600,
  'en.js': 4_100,
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
