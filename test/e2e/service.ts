import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua] = brands as [Brand, Brand];

describe('a request', () => {
  test('is made from an order, answered, closed, and gone on from as a new one', async () => {
    const { stage } = theatre;
    const { page, faults } = await visit(theatre.context, `${stage.sites.aqua}/portal`);
    const acts = new Acts(page, 'es');
    await acts.signIn('direccion', aqua.password);
    await acts.search();
    await acts.open();
    await acts.orders.getByRole('button', { name: acts.word('orders', 'help') }).click();

    const service = page.locator('portal-service');
    const word = (key: string) => acts.word('service', key);
    const press = (key: string) => service.getByRole('button', { name: word(key) }).click();
    await service.getByRole('button', { name: 'Otro asunto' }).click();
    await service.getByText(word('record_order').replace(' {{number}}', '')).first().waitFor();
    await service.getByLabel(word('subject'), { exact: true }).fill('Cambio de domicilio');
    await service.getByLabel(word('text'), { exact: true }).fill('¿Se puede cambiar la entrega?');
    await press('send');
    await service.getByText(word('status_new')).first().waitFor();

    // As an executive answers it, in another browser.
    const desk = await visit(await theatre.newcomer(), `${stage.sites.aqua}/servicio`);
    await new Acts(desk.page, 'es').signIn('iris.aguaviva', aqua.password);
    const queue = desk.page.locator('portal-service');
    await queue.getByText('Cambio de domicilio').first().click();
    const messages = (key: string) => acts.word('messages', key);
    await queue.getByRole('textbox', { name: messages('text') }).fill('Sí, ya quedó el cambio.');
    await queue.getByRole('button', { name: messages('send'), exact: true }).click();
    await queue.getByText('Sí, ya quedó el cambio.').first().waitFor();
    await desk.page.context().close();
    await page.reload();
    await service.getByText('Sí, ya quedó el cambio.').first().waitFor();
    await service.getByText(word('status_in_progress')).first().waitFor();

    await press('act_close');
    await service
      .getByRole('dialog')
      .getByRole('button', { name: word('act_close') })
      .click();
    await press('act_continue');
    await service.getByText(word('follows').split('{{')[0]!).first().waitFor();
    await service.getByLabel(word('text'), { exact: true }).fill('Se volvió a mandar al anterior.');
    await press('send');
    await service.getByText(word('predecessor'), { exact: true }).waitFor();
    await service.getByText('Se volvió a mandar al anterior.').first().waitFor();
    assert.deepEqual([...faults, ...desk.faults], []);
    await page.close();
  });
});
