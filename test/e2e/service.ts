import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import PostalMime from 'postal-mime';
import { brands, type Brand } from '../../demo/brands.ts';
import { replyTo } from '../../demo/inbox-reply.ts';
import { eventually } from '../support/eventually.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { Hands } from './hands.ts';
import { lookAt } from './looks.ts';
import { thorough } from '../support/thorough.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

type Walk = {
  brand: Brand;
  language: 'es' | 'pt';
  login: string;
  staff: string;
  width: number;
  other: string;
  says: { subject: string; text: string; answer: string; mailed: string; again: string };
};
const walks: Walk[] = [
  {
    brand: aqua,
    language: 'es',
    login: 'direccion',
    staff: 'iris.aguaviva',
    width: 1280,
    other: 'Otro asunto',
    says: {
      subject: 'Cambio de domicilio',
      text: '¿Se puede cambiar la entrega?',
      answer: 'Sí, ya quedó el cambio.',
      mailed: 'Muchas gracias, quedamos atentos.',
      again: 'Se volvió a mandar al anterior.',
    },
  },
  {
    brand: zambe,
    language: 'pt',
    login: 'diretoria',
    staff: 'jaci.ventania',
    width: 360,
    other: 'Outro assunto',
    says: {
      subject: 'Mudança de endereço',
      text: 'É possível alterar a entrega?',
      answer: 'Sim, a alteração já foi feita.',
      mailed: 'Muito obrigado, ficamos no aguardo.',
      again: 'Foi enviado novamente ao endereço anterior.',
    },
  },
];

async function walk({ brand, language, login, staff, width, other, says }: Walk): Promise<void> {
  const { stage } = theatre;
  const { page, faults } = await visit(theatre.context, 'about:blank');
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${stage.sites[brand.slug]}${brand.site.places.orders}`);
  const acts = new Acts(page, language);
  const hands = new Hands(page);
  const service = page.locator('portal-service');
  const word = (key: string) => acts.word('service', key);
  const button = (key: string) =>
    service.getByRole('button', { name: word(key), exact: true }).last();
  const field = (key: string) => service.getByLabel(word(key), { exact: true });
  const reads = (text: string) => service.getByText(text).first().waitFor();
  const looks = lookAt(page, hands, `request-${language}`);

  await hands.signIn(login, brand.password);
  await acts.signOutButton.waitFor();
  const date = acts.orders.getByLabel(acts.word('orders', 'date'), { exact: true });
  await hands.to(date);
  while ((await date.inputValue()) !== '90d') await hands.press('ArrowDown');
  await hands.go(acts.orders.getByRole('button', { name: acts.word('orders', 'submit') }));
  await acts.openers.first().waitFor();
  await hands.go(acts.openers.first());
  const number = await acts.opened();
  await hands.to(acts.orders.getByRole('button', { name: acts.word('orders', 'help') }));
  // It leads to another page.
  await page.keyboard.press('Enter');

  await service.getByRole('button', { name: other }).waitFor();
  await hands.go(service.getByRole('button', { name: other }));
  await reads(word('record_order').replace('{{number}}', number));
  await hands.to(field('subject'));
  await hands.type(says.subject);
  await hands.to(field('text'));
  await hands.type(says.text);
  await looks('typed');
  await hands.go(button('send'));
  await reads(word('status_new'));
  assert.equal(await hands.rests(), true, 'the focus is somewhere');
  await looks('sent');

  // As an executive answers it, in another browser.
  const desk = await visit(
    await theatre.newcomer(),
    `${stage.sites[brand.slug]}${brand.site.places.service}`,
  );
  await new Acts(desk.page, language).signIn(staff, brand.password);
  const queue = desk.page.locator('portal-service');
  await queue.getByText(says.subject).first().click();
  const messages = (key: string) => acts.word('messages', key);
  await queue.getByRole('textbox', { name: messages('text') }).fill(says.answer);
  await queue.getByRole('button', { name: messages('send'), exact: true }).click();
  await queue.getByText(says.answer).first().waitFor();
  await page.reload();
  await reads(says.answer);
  await reads(word('status_in_progress'));
  await looks('answered');

  // And as the customer answers the mail of it.
  const received = async () => {
    const mails = await Promise.all(
      stage.box.all().map(async (one) => ({ ...one, mail: await PostalMime.parse(one.raw) })),
    );
    return mails.find(({ mail }) => mail.subject?.startsWith(says.subject));
  };
  await eventually(async () => (await received()) !== undefined, 'Nobody was mailed of the answer');
  const { raw, to, mail } = (await received())!;
  const item = { id: 1, receivedAt: new Date(), to, raw: Buffer.from(raw), mail };
  await replyTo(item, says.mailed, stage.mailPort, language);
  await queue.getByText(says.mailed).first().waitFor();
  await desk.page.context().close();
  await page.reload();
  await reads(says.mailed);

  await hands.go(button('act_close'));
  await service.getByRole('dialog').waitFor();
  await hands.go(service.getByRole('dialog').getByRole('button', { name: word('act_close') }));
  await button('act_continue').waitFor();
  assert.equal(await hands.rests(), true, 'the focus is somewhere');
  await looks('closed');
  await hands.go(button('act_continue'), 'Shift+Tab');
  await reads(word('follows').split('{{')[0]!);
  await hands.to(field('text'));
  await hands.type(says.again);
  await hands.go(button('send'));
  await service.getByText(word('predecessor'), { exact: true }).waitFor();
  await reads(says.again);
  await looks('continued');
  assert.deepEqual([...faults, ...desk.faults], []);
  await hands.go(acts.signOutButton, 'Shift+Tab');
  await acts.signOutButton.waitFor({ state: 'hidden' });
  await page.close();
}

describe('a request', () => {
  for (const one of thorough ? walks : walks.slice(1))
    test(`${one.brand.slug}, ${one.language}: is made from an order by keys alone, answered, closed, and gone on from, ${one.width} pixels wide`, () =>
      walk(one));
});
