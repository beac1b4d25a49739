// The gate of sizes: what a page downloads may shrink, and grows only on purpose. Budgets of the house and
// what is measured against them are printed by `npm run bench`.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { buildWidgets } from '../../widgets/build.ts';
import { chunksOf, weigh } from '../support/weigh.ts';

const gate = {
  'embed.js': 1_024,
  'core.js': 45_800,
  'kit.js': 14_400,
  'calendar.js': 2_600,
  'password.js': 3_100,
  'sign-in.js': 2_100,
  're-sign-in.js': 2_600,
  'overlay.js': 700,
  'viewing-bar.js': 1_350,
  'factor.js': 3_800,
  'factor-step.js': 950,
  'audit-words.js': 900,
  'customers.js': 600,
  'portal-account.js': 5_000,
  'portal-app.js': 5_300,
  'portal-audit.js': 3_600,
  'portal-branding.js': 6_100,
  'portal-branding-groups.js': 5_900,
  'portal-branding-stage.js': 2_750,
  'portal-config.js': 300,
  'portal-contacts.js': 3_700,
  'portal-contacts-card.js': 5_100,
  'person.js': 4_050,
  'person-state.js': 450,
  'portal-staff.js': 3_300,
  'portal-staff-card.js': 6_500,
  'portal-contacts-access.js': 6_900,
  'portal-contacts-import.js': 1_500,
  'portal-contacts-profiles.js': 2_500,
  'portal-contacts-bulk.js': 2_000,
  'copier.js': 900,
  'dialog.js': 1_250,
  'sheet.js': 4_400,
  'portal-home.js': 3_650,
  'portal-inbox.js': 4_600,
  'notice-preferences.js': 2_500,
  'portal-invoices.js': 4_850,
  'portal-login.js': 3_200,
  'portal-login-access.js': 2_700,
  'portal-mass-send.js': 2_200,
  'portal-mass-send-send.js': 9_650,
  'portal-mass-send-list.js': 3_300,
  'portal-mass-send-import.js': 1_950,
  'portal-mass-send-shared.js': 1_400,
  'portal-messages.js': 8_000,
  'portal-messages-talk.js': 5_400,
  'uploads.js': 2_100,
  'portal-nav.js': 900,
  'portal-orders.js': 6_700,
  'portal-order-entry.js': 8_600,
  'portal-order-entry-list.js': 2_300,
  'portal-order-entry-paste.js': 2_900,
  'portal-order-entry-pick.js': 1_850,
  'portal-order-entry-approvals.js': 2_500,
  'portal-order-entry-send.js': 2_950,
  'portal-prices.js': 3_700,
  'portal-shipment-map.js': 5_500,
  'portal-shipments.js': 10_800,
  'portal-shipments-sharing.js': 2_300,
  'portal-settings.js': 3_200,
  'portal-settings-sites.js': 3_000,
  'portal-settings-keys.js': 3_400,
  'portal-settings-erp.js': 2_000,
  'portal-settings-statuses.js': 2_300,
  'portal-settings-calendars.js': 2_600,
  'portal-settings-access.js': 1_700,
  'portal-settings-mail.js': 1_950,
  'portal-settings-shared.js': 1_300,
  'portal-statement.js': 4_600,
  'portal-statement-result.js': 9_250,
  'portal-statement-more.js': 3_750,
  'portal-statement-staff.js': 2_600,
  'portal-stock.js': 5_200,
  'es.js': 4_900,
  'es-records.js': 4_700,
  'es-notices.js': 1_300,
  'es-freight.js': 4_200,
  'pt-freight.js': 4_200,
  'en-freight.js': 3_800,
  'es-session.js': 1_400,
  'es-administration.js': 9_950,
  'es-staff.js': 3_900,
  'pt.js': 4_850,
  'pt-records.js': 4_700,
  'pt-notices.js': 1_350,
  'pt-session.js': 1_400,
  'pt-administration.js': 9_950,
  'pt-staff.js': 3_900,
  'en.js': 4_450,
  'en-records.js': 4_200,
  'en-notices.js': 1_250,
  'en-session.js': 1_300,
  'en-administration.js': 9_100,
  'es-branding.js': 3_450,
  'es-settings.js': 6_200,
  'pt-branding.js': 3_450,
  'pt-settings.js': 6_200,
  'en-branding.js': 3_100,
  'en-settings.js': 5_700,
  'en-staff.js': 3_500,
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

  // In a circle, which of two chunks runs first depends on which arrives first.
  test('the core comes before every other chunk, and kit.js before all but the core', () => {
    assert.deepEqual(chunksOf('core.js'), []);
    assert.deepEqual(chunksOf('kit.js'), ['core.js']);
  });
});
