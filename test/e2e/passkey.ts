import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { openPortal } from './access-acts.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

const password = 'tinaja a la sombra 12';
const login = 'llavero@aquavelia.example';

test('a passkey: made in the account and shown at the next sign-in, in a window of the portal’s own', async () => {
  await theatre.stage.admin.createStaff('aqua', {
    name: 'Llavero',
    logins: [login],
    email: login,
    password: ledger.secret('password', password),
    permissions: ['orders.view'],
    customers: 'all',
  });
  const { page, faults, acts } = await openPortal('aqua', 'es', { path: '/cuenta' });
  const inAccount = (key: string) =>
    acts.account.getByRole('button', { name: acts.word('factor', key), exact: true });
  /** Presses what opens the window, and in it what asks for the passkey; the authenticator is the browser's own. */
  const through = async (press: () => Promise<void>, credentials?: object[]) => {
    const [popup] = await Promise.all([page.waitForEvent('popup'), press()]);
    const device = await authenticator(popup, credentials);
    await popup.getByRole('button').click();
    const made = await device.credentials();
    if (!popup.isClosed()) await popup.waitForEvent('close');
    return made;
  };

  await acts.signIn(login, password);
  await inAccount('add_passkey').click();
  const credentials = await through(() => inAccount('passkey_make').click());
  await acts.account.locator('.codes li').first().waitFor();
  await inAccount('kept').click();
  await acts.account
    .locator('[data-factor]')
    .getByText(acts.word('factor', 'own_passkey'))
    .waitFor();

  await acts.signOutButton.click();
  await acts.press('login', 'start_again');
  await acts.loginField.fill(login);
  await acts.passwordField.fill(password);
  await acts.press('login', 'submit');
  await through(() => acts.press('factor', 'passkey_use'), credentials);
  await acts.signOutButton.waitFor();
  assert.deepEqual(faults, []);
  await page.close();
});

/** Gives a page an authenticator that always agrees, with the passkeys of one before. */
async function authenticator(page: Page, credentials: object[] = []) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  for (const credential of credentials)
    await session.send('WebAuthn.addCredential', {
      authenticatorId,
      credential: credential as never,
    });
  const made: object[] = [];
  session.on('WebAuthn.credentialAdded', ({ credential }) => made.push(credential));
  return {
    /** Those that were made, as far as it was told before the page closed. */
    credentials: async () => {
      const answer = await session
        .send('WebAuthn.getCredentials', { authenticatorId })
        .catch(() => null);
      return answer?.credentials ?? made;
    },
  };
}
