import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { brands, type Brand } from '../../demo/brands.ts';
import { replyTo } from '../../demo/inbox-reply.ts';
import PostalMime from 'postal-mime';
import { eventually } from '../support/eventually.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
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
    await hand({ to: forged, text: 'Esto no es de nadie.' });
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
  });
});
