import { expect } from '@open-wc/testing';
import type { MailTarget, UnmatchedMail } from '#contract/inbound';
import type { PortalMessages } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { message, thread, threadId } from './stand-in-messages.ts';
import {
  chooseFile,
  clear,
  expectAccessible,
  find,
  press,
  says,
  shower,
  text,
  waitUntil,
  write,
} from './support.ts';

const own = { side: 'customer' as const, name: 'María', self: true };

describe('portal-messages', () => {
  let server: StandIn;
  const show = shower<PortalMessages>('messages', () => server);
  const open = async (more = '') => {
    const element = await show(`thread="${threadId(1)}" ${more}`);
    await waitUntil(() => element.shadowRoot?.querySelector('.bubble'), 'no message came');
    return element;
  };
  const typed = (element: PortalMessages) => find<HTMLTextAreaElement>(element, '#message-text');
  const type = async (element: PortalMessages, words: string) => {
    const field = typed(element);
    field.value = words;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await element.updateComplete;
  };
  const posts = () => server.sent('POST', `/threads/${threadId(1)}/messages`);

  /** The conversations of one customer, for somebody who signs in. */
  const prepare = (login = contact.person.login) => {
    server = new StandIn();
    server.session = {
      ...contact,
      person: { ...contact.person, login },
      permissions: ['messages.view', 'messages.send'],
    };
    server.messages.threads = [thread(1, { unread: true }), thread(2, { state: 'closed' })];
    server.messages.messages = {
      [threadId(1)]: [
        message(1, { by: own, text: '¿Llega el viernes?' }),
        message(2, { quoted: '> lo de antes', channel: 'mail' }),
        message(3, { automatic: true, text: 'Fuera de la oficina' }),
        message(4, {
          refused: [{ code: 'file_type', name: 'plano.exe' }],
          otherAddress: 'o@otro.example',
        }),
      ],
      [threadId(2)]: [message(9)],
    };
  };
  beforeEach(() => {
    history.replaceState(null, '');
    prepare();
  });
  afterEach(clear);

  it('lists conversations, the unread marked, and opens one beside them', async () => {
    const element = await show();
    await says(element, 'Asunto 2');
    expect(text(element)).to.contain('Pedido 841').and.to.contain('Cerrada');
    expect(element.shadowRoot!.querySelectorAll('.thread-way.new')).to.have.length(1);
    await expectAccessible(element);
    find(element, `[data-record="${threadId(1)}"]`).click();
    await says(element, 'Texto 4');
    expect(element.open).to.equal(threadId(1));
    expect(element.shadowRoot!.activeElement?.textContent).to.contain('Asunto 1');
    await expectAccessible(element);
  });

  it('says who wrote what on which day, and folds what is not to be read at once', async () => {
    const element = await open();
    await says(element, 'respondido por correo desde otra dirección: o@otro.example');
    expect(text(element))
      .to.contain('Iris Aguaviva')
      .and.to.contain('No se recibió plano.exe')
      .and.not.to.contain('lo de antes')
      .and.not.to.contain('Fuera de la oficina');
    expect(element.shadowRoot!.querySelectorAll('.date-line').length).to.be.greaterThan(1);
    await press(element, 'Ver el texto citado');
    await says(element, 'lo de antes');
    await press(element, 'Ver');
    await says(element, 'Fuera de la oficina');
  });

  it('offers the files of a message, and says of one that is held back why', async () => {
    const file = {
      id: threadId(30),
      name: 'plano.pdf',
      mediaType: 'application/pdf',
      bytes: 20_480,
      thumbnail: false,
      scan: 'clean',
      folded: false,
    } as const;
    server.messages.messages = {
      [threadId(1)]: [
        message(1, {
          files: [file, { ...file, id: threadId(31), name: 'otro.pdf', scan: 'infected' }],
        }),
      ],
    };
    const element = await open();
    const files = [...element.shadowRoot!.querySelectorAll('[part~="file"]')];
    expect(files.map(({ localName }) => localName)).to.deep.equal(['button', 'span']);
    expect(files[0]!.textContent).to.contain('plano.pdf').and.to.contain('20');
    await expectAccessible(element);
  });

  it('brings older messages when asked, and says up to where was read', async () => {
    const element = await open();
    expect(text(element)).not.to.contain('¿Llega el viernes?');
    await press(element, 'Ver mensajes anteriores');
    await says(element, '¿Llega el viernes?');
    await waitUntil(() => server.sent('PUT', `/threads/${threadId(1)}/read`).length > 0);
    expect(server.body(`/threads/${threadId(1)}/read`)).to.deep.equal({ number: '4' });
  });

  it('sends by Ctrl+Enter, empties the field, and shows what was sent', async () => {
    const element = await open();
    await type(element, 'Gracias, el jueves');
    typed(element).dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'Enter',
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      }),
    );
    await waitUntil(() => posts().length === 1, 'nothing was sent');
    await waitUntil(() => typed(element).value === '', 'the text stayed');
    await says(element, 'Gracias, el jueves');
    expect(posts()[0]!.body).to.deep.equal({
      text: 'Gracias, el jueves',
      files: [],
      visibility: 'customer',
    });
    await type(element, '');
    await press(element, 'Enviar');
    await says(element, 'Escriba un mensaje.');
    expect(posts()).to.have.length(1);
  });

  it('keeps the text on an error and through a reload, and tries again under the same key', async () => {
    const path = `POST /threads/${threadId(1)}/messages`;
    const element = await open();
    await type(element, 'Esto no se pierde');
    server.answers[path] = 'offline';
    await press(element, 'Enviar');
    await waitUntil(() => element.shadowRoot?.querySelector('.composer .notice'), 'no word of it');
    expect(typed(element).value).to.equal('Esto no se pierde');
    window.dispatchEvent(new Event('pagehide'));
    clear();
    const again = await open();
    expect(typed(again).value, 'after a reload').to.equal('Esto no se pierde');
    delete server.answers[path];
    await press(again, 'Enviar');
    await waitUntil(() => posts().length === 2, 'nothing was sent');
    const keys = posts().map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).to.equal(keys[1]);
    await waitUntil(() => typed(again).value === '');
    await type(again, 'Otra cosa');
    await press(again, 'Enviar');
    await waitUntil(() => posts().length === 3);
    expect(posts()[2]!.headers.get('idempotency-key')).not.to.equal(keys[0]);
  });

  it('sends nothing while a file that was refused is there', async () => {
    server.problem('POST /uploads', 422, 'file_type');
    const element = await open();
    await type(element, 'Va el plano');
    chooseFile(find(element, 'input[type="file"]'), new File(['MZ'], 'plano.pdf'));
    await says(element, 'plano.pdf');
    await waitUntil(() => !text(element).includes('0 %'), 'it was not refused');
    await press(element, 'Enviar');
    await says(element, 'Quite el archivo que no se admitió');
    expect(posts()).to.have.length(0);
    find<HTMLElement>(element, '[aria-label^="Quitar"]').click();
    await element.updateComplete;
    await press(element, 'Enviar');
    await waitUntil(() => posts().length === 1, 'nothing was sent');
  });

  it('leaves nothing of what was typed to the next person', async () => {
    const element = await open();
    await type(element, 'Secreto');
    window.dispatchEvent(new Event('pagehide'));
    clear();
    prepare('otra');
    expect(typed(await open()).value).to.equal('');
  });

  it('loads again once something is new, by the one question of the page', async () => {
    const element = await open();
    // A question that is under way answers for those that come meanwhile.
    const asksAnew = () => {
      const before = server.called('/changes').length;
      return waitUntil(() => {
        document.dispatchEvent(new Event('visibilitychange'));
        return server.called('/changes').length > before;
      }, 'was not asked');
    };
    server.notices.threads = { unread: 0, cursor: 'a' };
    await asksAnew();
    server.messages.messages[threadId(1)]!.push(message(5, { text: 'Recién llegado' }));
    server.notices.threads = { unread: 1, cursor: 'b' };
    await asksAnew();
    await says(element, 'Recién llegado');
  });

  it('asks at once what is new where something was sent: its record may stand otherwise now', async () => {
    const element = await open();
    await waitUntil(() => server.called('/changes').length > 0);
    await new Promise((done) => setTimeout(done, 50));
    const before = server.called('/changes').length;
    await type(element, 'Ya está');
    await press(element, 'Enviar');
    await waitUntil(() => server.called('/changes').length > before, 'was not asked');
  });

  it('of one record opens its only conversation, else begins one', async () => {
    const [one] = server.messages.threads;
    const element = await show(`view="thread" owner="order:${one!.owner.id}"`);
    await says(element, 'Texto 4');
    expect(element.shadowRoot!.querySelector('.list'), 'no list').to.equal(null);
    element.style.inlineSize = '20rem';
    expect(find(element, '.back').offsetHeight, 'no way to a list on a phone').to.equal(0);
    clear();
    const other = await show(`view="thread" owner="invoice:${threadId(7)}"`);
    await says(other, 'Todavía no hay mensajes');
    await waitUntil(() => other.shadowRoot?.querySelector('#message-text'));
    const edge = (selector: string) => find(other, selector).getBoundingClientRect();
    expect(edge('.composer').top - edge('#subject').bottom, 'room below').to.be.greaterThan(8);
    await press(other, 'Enviar');
    await says(other, 'Escriba un asunto.');
    write(other, '#subject', 'Duda');
    await type(other, 'Hola');
    await press(other, 'Enviar');
    await waitUntil(() => server.sent('POST', '/threads').length === 1, 'nothing was begun');
    expect(server.sent('POST', '/threads')[0]!.body).to.deep.equal({
      owner: `invoice:${threadId(7)}`,
      subject: 'Duda',
      text: 'Hola',
      files: [],
    });
  });

  it('lets who may only read do just that', async () => {
    server.session = { ...contact, permissions: ['messages.view'] };
    server.messages.more = { actions: [] };
    const element = await open();
    await says(element, 'puede leer, pero no escribir');
    expect(element.shadowRoot!.querySelector('#message-text')).to.equal(null);
  });

  describe('for staff', () => {
    beforeEach(() => {
      server.session = {
        ...contact,
        kind: 'staff',
        customer: null,
        customers: [],
        permissions: ['messages.view', 'messages.manage'],
      };
      server.messages.more = {
        actions: ['send', 'note', 'manage'],
        readers: [{ name: 'Ana Lucía', number: '4', at: '2026-11-22T16:42:00Z' }],
      };
      server.messages.messages[threadId(1)]!.push(
        message(5, { visibility: 'internal', text: 'No le diga' }),
      );
    });

    it('shows notes apart, who has read, and saves a note for the team alone', async () => {
      const element = await open();
      await says(element, 'leído por Ana Lucía');
      expect(find(element, '.bubble.internal').textContent).to.contain('Nota interna');
      find<HTMLInputElement>(element, '.kinds label:last-child input').click();
      await element.updateComplete;
      await type(element, 'Entre nosotros');
      await press(element, 'Guardar nota');
      await waitUntil(() => posts().length === 1);
      expect(posts()[0]!.body).to.include({ visibility: 'internal' });
      await expectAccessible(element);
    });

    it('leads to where a mail went, asks before one is discarded, and says why that failed', async () => {
      const mail = (n: number): UnmatchedMail => ({
        id: threadId(80 + n),
        at: '2026-11-22T16:42:00Z',
        reason: 'unknown_address',
        from: { name: null, address: 'cxp@cliente.example' },
        recipients: [],
        subject: `Correo ${n}`,
        text: 'Va la orden',
        files: [],
        bytes: 10,
        automatic: false,
        thread: { id: threadId(1), subject: 'Asunto' },
      });
      const target: MailTarget = {
        id: threadId(1),
        subject: 'Asunto',
        customer: { number: '1002945', name: 'Materiales' },
        record: null,
        lastAt: '2026-11-22T16:42:00Z',
        contacts: [{ id: threadId(70), name: 'Ana', sender: true }],
      };
      const mails = (...items: UnmatchedMail[]) =>
        (server.answers['GET /unmatched-mails'] = { body: { items, nextCursor: null } });
      mails(mail(1), mail(2));
      server.answers[`GET /unmatched-mails/${mail(1).id}/targets`] = { body: { items: [target] } };
      server.answers[`POST /unmatched-mails/${mail(1).id}/assignment`] = { status: 204 };
      const element = await show();
      await press(element, 'Correos sin asignar');
      await says(element, 'Correo 2');
      server.problem(`DELETE /unmatched-mails/${mail(1).id}`, 404, 'not_found');
      const discards = () => server.sent('DELETE', `/unmatched-mails/${mail(1).id}`);
      await press(element, 'Descartar');
      await says(element, '¿Descartar este correo?');
      expect(discards()).to.have.length(0);
      await expectAccessible(element);
      find<HTMLElement>(element, 'dialog button[type=submit]').click();
      await waitUntil(() => element.shadowRoot!.querySelector('.notice.danger'), 'nothing is said');
      expect(discards()).to.have.length(1);
      await press(element, 'Asignar');
      await says(element, 'Lo escribió');
      mails(mail(2));
      await press(element, 'Agregar a la conversación');
      await says(element, 'El correo está en la conversación.');
      await press(element, 'Ver la conversación');
      await waitUntil(() => element.open === threadId(1));
    });

    it('is narrowed to a department, and keeps the name of one that was retired until another is chosen', async () => {
      const retired = {
        key: 'garantias',
        names: { es: 'Garantías', pt: 'Garantias' },
        retired: true,
      };
      server.messages.threads = server.messages.threads.map((one) => ({
        ...one,
        department: retired,
      }));
      const element = await open();
      const choices = (id: string) =>
        Array.from(find<HTMLSelectElement>(element, id).options, (one) => one.text);
      const choose = (id: string, value: string) => {
        const select = find<HTMLSelectElement>(element, id);
        select.value = value;
        select.dispatchEvent(new Event('change'));
      };
      await waitUntil(() => element.shadowRoot?.querySelector('#department-shown'), 'no desk');
      await says(element, 'Garantías');
      expect(choices('#department-shown')).to.deep.equal(['Todas las áreas', 'Tráfico']);
      choose('#department-shown', 'trafico');
      await waitUntil(
        () => server.sent('GET', '/threads').at(-1)?.query.get('department') === 'trafico',
        'never narrowed',
      );
      expect(choices('#department')).to.deep.equal(['Ninguna', 'Garantías', 'Tráfico']);
      choose('#department', 'trafico');
      await waitUntil(() => server.sent('PATCH', `/threads/${threadId(1)}`).length === 1);
      expect(server.sent('PATCH', `/threads/${threadId(1)}`)[0]!.body).to.deep.equal({
        version: 1,
        department: 'trafico',
      });
    });

    it('closes, and takes a message away once a reason is given', async () => {
      const element = await open();
      await press(element, 'Cerrar conversación');
      await waitUntil(() => server.sent('PATCH', `/threads/${threadId(1)}`).length === 1);
      expect(
        server.body(
          `/threads/${threadId(1)}`,
          server.called(`/threads/${threadId(1)}`).findIndex(({ method }) => method === 'PATCH'),
        ),
      ).to.deep.equal({ version: 1, state: 'closed' });
      const path = `/messages/${message(4).id}/redaction`;
      server.answers[`POST ${path}`] = {
        body: message(4, {
          text: '',
          redaction: { at: '2026-11-22T18:00:00Z', reason: 'Tarjeta' },
        }),
      };
      find(element, `[data-message="${message(4).id}"] .redact`).click();
      await waitUntil(() => element.shadowRoot?.querySelector('dialog[open]'));
      const submit = () => find(element, 'dialog .button.primary').click();
      submit();
      await says(element, 'Escriba el motivo.');
      write(element, '#reason', 'Tarjeta');
      submit();
      await waitUntil(() => server.called(path).length === 1, 'nothing was taken away');
      expect(server.body(path)).to.deep.equal({ reason: 'Tarjeta' });
    });
  });
});
