import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { brands, type Brand } from '../../demo/brands.ts';
import { replyTo } from '../../demo/inbox-reply.ts';
import PostalMime from 'postal-mime';
import { eventually } from '../support/eventually.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { Hands } from './hands.ts';
import { theatre } from './theatre.ts';

const [aqua] = brands as [Brand, Brand];
const mailbox = `mensajes@${aqua.slug}.example`;

describe('answers by mail', () => {
  test('land in their conversation; a foreign address and a machine do not', async () => {
    const { stage } = theatre;
    const { page, faults } = await visit(theatre.context, `${stage.sites.aqua}/mensajes`);
    const acts = new Acts(page, 'es');
    await acts.signIn('direccion', aqua.password);
    const element = page.locator('portal-messages');
    const word = (key: string) => acts.word('messages', key);
    await element.locator('[data-record]').first().click();
    const field = element.getByRole('textbox', { name: word('text') });
    await field.fill('¿A qué hora llega el transporte?');
    await element.getByRole('button', { name: word('send'), exact: true }).click();
    await element.getByText('¿A qué hora llega el transporte?').first().waitFor();

    const received = () =>
      stage.box.all().find(({ to, raw }) => to.includes(mailbox) && raw.includes('transporte'));
    await eventually(() => received() !== undefined, 'The mailbox never heard of it');
    const { raw, to } = received()!;
    const mail = await PostalMime.parse(raw);
    const item = { id: 1, receivedAt: new Date(), to, raw: Buffer.from(raw), mail };
    await replyTo(item, 'Mañana a las diez, con dos operadores.', stage.mailPort, 'es');
    await element.getByText('Mañana a las diez, con dos operadores.').first().waitFor();
    assert.equal(await element.getByText('> ¿A qué hora', { exact: false }).count(), 0);

    const address = mail.replyTo![0]!.address!;
    const [local = '', domain = ''] = address.split('@');
    const hand = async (message: object) => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: stage.mailPort,
        ignoreTLS: true,
      });
      return transport.sendMail({ from: mailbox, subject: 'Re: transporte', ...message }).then(
        () => 'taken',
        () => 'refused',
      );
    };
    const forged = `${local.slice(0, -4)}aaaa@${domain}`;
    assert.equal(await hand({ to: forged, text: 'Esto no es de nadie.' }), 'taken');
    const vacation = { 'Auto-Submitted': 'auto-replied' };
    assert.equal(
      await hand({ to: address, text: 'Estoy fuera de la oficina.', headers: vacation }),
      'taken',
    );
    // Nobody is told of it: it is there for who looks again.
    await page.reload();
    await element.getByText(word('automatic')).first().waitFor();
    assert.equal(await element.getByText('Esto no es de nadie.').count(), 0);
    assert.deepEqual(faults, []);
    await page.close();
    await assign('Esto no es de nadie.');
  });
});

/** Puts a mail that named no conversation into one, by keys alone. */
async function assign(text: string): Promise<void> {
  const context = await theatre.newcomer();
  const { page, faults } = await visit(context, `${theatre.stage.sites.aqua}/mensajes`);
  const acts = new Acts(page, 'es');
  const hands = new Hands(page);
  await acts.loginField.waitFor();
  await hands.signIn('delta.salinas', aqua.password);
  const element = page.locator('portal-messages');
  const word = (key: string) => acts.word('unmatched', key);
  await element.locator('[data-record]').first().waitFor();
  await hands.to(element.getByRole('button', { name: word('title') }));
  // The list moves before the focus does.
  await page.keyboard.press('Enter');
  await element.locator('h3:focus').waitFor();
  const mail = element.locator('article', { hasText: text });
  await hands.go(mail.getByRole('button', { name: word('assign'), exact: true }));
  // Whom a conversation is with, or what it is about.
  await hands.to(element.locator('#target-search'));
  await hands.type('a');
  for (const id of ['#target', '#target-contact']) {
    const choice = element.locator(`select${id}`);
    await hands.to(choice);
    // What there is to choose from may still be on its way.
    await choice.locator('option').nth(1).waitFor({ state: 'attached' });
    if ((await choice.inputValue()) === '') await hands.press('ArrowDown');
    assert.notEqual(await choice.inputValue(), '');
  }
  await hands.go(element.getByRole('button', { name: word('assign_submit') }));
  await mail.waitFor({ state: 'detached' });
  assert.ok(await hands.rests());
  // The way to the conversation that it is in now.
  await hands.go(element.getByRole('button', { name: word('see') }));
  await element.locator('.record-title:focus').waitFor();
  await element.getByText(text).first().waitFor();
  assert.deepEqual(await hands.unnamed(), []);
  assert.deepEqual(faults, []);
  await context.close();
}
