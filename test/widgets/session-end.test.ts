import { aTimeout, expect } from '@open-wc/testing';
import type { PortalApp, PortalLogin, PortalMassSend, PortalOrders } from '../../widgets/index.ts';
import { contact, StandIn } from './stand-in.ts';
import { massSend, sender } from './stand-in-mass-send.ts';
import {
  catchDownloads,
  clear,
  find,
  focused,
  mount,
  press,
  settled,
  text,
  waitUntil,
  write,
} from './support.ts';

/** A session that ends in less than two minutes, however it is used; and one that ends soon unless it is. */
const endsSoon = { idle: 1800, left: 100 };
const unusedSoon = { idle: 16, left: 43_200 };

describe('the end of a session', () => {
  let server: StandIn;
  beforeEach(() => {
    server = new StandIn();
  });
  afterEach(clear);

  const show = () => mount<PortalOrders>(`<portal-orders api="${server.api}"></portal-orders>`);
  /** What lies over the elements of the page. */
  const boxes = (): ShadowRoot[] => {
    const inside = (root: ParentNode): ShadowRoot[] =>
      [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
        shadowRoot ? [shadowRoot, ...inside(shadowRoot)] : [],
      );
    return inside(document).filter((root) => root.querySelector('.ending, dialog'));
  };
  const part = <E extends HTMLElement>(selector: string): E | null =>
    boxes()[0]?.querySelector<E>(selector) ?? null;
  const asked = async (): Promise<HTMLDialogElement> => {
    await waitUntil(() => part('dialog[open]'), 'nobody was asked to sign in');
    await waitUntil(() => boxes()[0]?.activeElement?.id === 'password', 'no focus');
    return part<HTMLDialogElement>('dialog')!;
  };
  const gone = () => waitUntil(() => boxes().length === 0, 'it stays');
  const pressIn = (label: string) => {
    const buttons = [...boxes()[0]!.querySelectorAll('button')];
    buttons.find((one) => one.textContent?.trim() === label)!.click();
  };
  const signIn = (password = 'clave', login?: string) => {
    if (login !== undefined) part<HTMLInputElement>('#login')!.value = login;
    part<HTMLInputElement>('#password')!.value = password;
    pressIn('Ingresar');
  };
  /** What another tab of the same browser says. */
  const inAnotherTab = (message: unknown) => {
    const tabs: Partial<Record<'one', BroadcastChannel>> = {};
    tabs.one = new BroadcastChannel(`portico ${server.api} `);
    tabs.one?.postMessage(message);
    tabs.one?.close();
  };
  const signIns = () => server.called('/sessions').length;

  describe('is announced two minutes before', () => {
    const warned = async () => {
      await waitUntil(() => part('.ending'), 'nobody was warned');
      return part('.ending')!;
    };

    it('once for the page, and the session goes on where the reader says so', async () => {
      server.session = { ...contact, life: unusedSoon };
      await show();
      await show();
      await mount(`<portal-home api="${server.api}"></portal-home>`);
      const box = await warned();
      expect(boxes().length).to.equal(1);
      expect(box.matches(':popover-open')).to.equal(true);
      expect(box.textContent).to.match(/Su sesión termina en 0:0\d por inactividad\./);
      expect(part('[role=alert]')?.textContent).to.contain('Su sesión termina');
      const before = server.called('/portal').length;
      pressIn('Seguir aquí');
      await gone();
      expect(server.called('/portal').length).to.equal(before + 1);
      // And it is announced again in its turn.
      await warned();
    });

    it('and any use of it takes the announcement away', async () => {
      server.session = { ...contact, life: unusedSoon };
      const orders = await show();
      await warned();
      await press(orders, 'Buscar');
      await gone();
      await settled(orders, 'ready');
    });

    it('and another tab that used it does so too', async () => {
      server.session = { ...contact, life: unusedSoon };
      await show();
      await warned();
      inAnotherTab(Date.now());
      await gone();
    });

    it('with another sign-in where its whole life is over', async () => {
      server.session = { ...contact, life: endsSoon };
      const orders = await show();
      write(orders, '#q', 'OC-7');
      const box = await warned();
      expect(box.textContent).to.match(/termina en 1:\d\d aunque siga trabajando/);
      pressIn('Ingresar de nuevo');
      const dialog = await asked();
      expect(dialog.textContent).to.contain('Su sesión está por terminar.');
      signIn();
      await gone();
      expect(find<HTMLInputElement>(orders, '#q').value).to.equal('OC-7');
    });

    it('inside the whole portal as well, and by asking at once where nobody did anything', async () => {
      server.session = { ...contact, life: { idle: 3, left: 43_200 } };
      const app = await mount<PortalApp>(
        `<portal-app api="${server.api}" section="orders" routing="none"></portal-app>`,
      );
      const dialog = await asked();
      expect(dialog.textContent).to.contain('Su sesión terminó por inactividad.');
      expect(boxes().length).to.equal(1);
      server.end();
      signIn();
      await gone();
      expect(app.state).to.equal('ready');
    });

    it('is not for whom the page vouches', async () => {
      server.session = { ...contact, access: 'host', life: endsSoon };
      await show();
      await aTimeout(600);
      expect(boxes()).to.deep.equal([]);
    });
  });

  it('asks for the password over the element, and repeats what failed exactly once', async () => {
    const orders = await show();
    write(orders, '#q', 'OC-7');
    find<HTMLSelectElement>(orders, '#status').value = 'released';
    find(orders, '#status').dispatchEvent(new Event('change'));
    server.end();
    await press(orders, 'Buscar');
    const dialog = await asked();
    expect(dialog.matches(':modal')).to.equal(true);
    expect(dialog.textContent).to.contain('Su sesión se cerró desde otro dispositivo');
    expect(part<HTMLInputElement>('#login')?.value).to.equal('1002945');
    expect(server.called('/orders').length).to.equal(1);
    signIn();
    await gone();
    await settled(orders, 'ready');
    await waitUntil(() => text(orders).includes('9 pedidos'));
    const calls = server.called('/orders');
    expect(calls.length).to.equal(2);
    expect(calls[1]!.query.get('search')).to.equal('OC-7');
    expect(signIns()).to.equal(1);
    expect(find<HTMLInputElement>(orders, '#q').value).to.equal('OC-7');
    expect(focused(orders)?.textContent).to.contain('Buscar');
  });

  it('is accessible in both schemes', async () => {
    const orders = await show();
    server.end();
    await press(orders, 'Buscar');
    await asked();
    for (const scheme of ['light', 'dark']) {
      orders.setAttribute('scheme', scheme);
      await aTimeout(200);
      await expect(orders).to.be.accessible();
    }
  });

  it('leaves everything as it was where the reader does not want to', async () => {
    const orders = await show();
    await press(orders, 'Buscar');
    await waitUntil(() => text(orders).includes('9 pedidos'));
    write(orders, '#q', 'OC-7');
    server.end();
    await press(orders, 'Buscar');
    await asked();
    pressIn('Ahora no');
    await gone();
    expect(find<HTMLInputElement>(orders, '#q').value).to.equal('OC-7');
    await settled(orders, 'error');
    expect(text(orders)).to.contain('Su sesión terminó.');
    await press(orders, 'Reintentar');
    await asked();
    part<HTMLDialogElement>('dialog')!.close();
    await gone();
    await press(orders, 'Buscar');
    await asked();
    signIn();
    await waitUntil(() => text(orders).includes('9 pedidos'));
    expect(server.calls.at(-1)?.query.get('search')).to.equal('OC-7');
  });

  it('says why nobody could sign in, and waits', async () => {
    const orders = await show();
    server.end();
    await press(orders, 'Buscar');
    const dialog = await asked();
    signIn('');
    await waitUntil(() => dialog.textContent?.includes('Complete este campo.'));
    server.problem('POST /sessions', 401, 'wrong_credentials');
    signIn('mala');
    await waitUntil(() => dialog.querySelector('.notice.danger'));
    expect(boxes()[0]?.activeElement?.id).to.equal('password');
    server.answers = {};
    signIn('buena');
    await gone();
    await settled(orders, 'ready');
  });

  it('is asked about once, whatever failed meanwhile', async () => {
    const [one, two] = [await show(), await show()];
    server.end();
    await press(one, 'Buscar');
    await press(two, 'Buscar');
    await asked();
    await waitUntil(() => server.called('/orders').length === 2);
    expect(boxes().length).to.equal(1);
    signIn();
    await gone();
    for (const orders of [one, two]) await settled(orders, 'ready');
    expect([server.called('/orders').length, signIns()]).to.deep.equal([4, 1]);
  });

  it('goes on with the customer that was on screen', async () => {
    const customers = [contact.customer!, { number: '1002946', name: 'Ferretera del Centro' }];
    server.session = { ...contact, customers, customer: customers[1]! };
    server.opens = { ...contact, customers };
    const orders = await show();
    server.end();
    await press(orders, 'Buscar');
    await asked();
    signIn();
    await waitUntil(() => text(orders).includes('9 pedidos'));
    const calls = server.called('/orders').map(({ headers }) => headers.get('portal-customer'));
    expect(calls).to.deep.equal(['1002946', '1002946']);
    expect(server.called('/session/customer')[0]!.headers.get('portal-customer')).to.equal(
      '1002945',
    );
  });

  it('repeats nothing for another person, and shows nothing of the one before', async () => {
    const orders = await show();
    await press(orders, 'Buscar');
    await waitUntil(() => text(orders).includes('9 pedidos'));
    write(orders, '#q', 'OC-7');
    server.end();
    await press(orders, 'Buscar');
    await asked();
    const before = server.called('/orders').length;
    server.opens = { ...contact, person: { name: 'Otra Persona', login: '2003000' } };
    signIn('clave', '2003000');
    await gone();
    await settled(orders, 'ready');
    expect(find<HTMLInputElement>(orders, '#q').value).to.equal('');
    expect(text(orders)).to.not.contain('9 pedidos').and.not.contain('4500012');
    expect(server.called('/orders').length).to.equal(before);
  });

  it('goes on where the person signed in in another tab', async () => {
    const orders = await show();
    server.end();
    await press(orders, 'Buscar');
    await asked();
    server.session = { ...contact, lastSignInAt: '2026-11-22T10:00:00Z' };
    inAnotherTab('session');
    await gone();
    await waitUntil(() => text(orders).includes('9 pedidos'));
    expect([server.called('/orders').length, signIns()]).to.deep.equal([2, 0]);
  });

  it('is no question to whom signed out, here or in another tab', async () => {
    const login = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    const orders = await show();
    await press(login, 'Salir');
    await settled(orders, 'signed-out');
    expect(boxes()).to.deep.equal([]);
  });

  it('goes with the element it lies over, and moves to another', async () => {
    const [one, two] = [await show(), await show()];
    server.end();
    await press(one, 'Buscar');
    await asked();
    one.remove();
    await waitUntil(() => two.shadowRoot?.contains(boxes()[0]?.host ?? null));
    signIn();
    await gone();
  });

  it('saves a file once the person is back', async () => {
    const orders = await show();
    await press(orders, 'Buscar');
    await waitUntil(() => text(orders).includes('9 pedidos'));
    const downloads = catchDownloads();
    try {
      server.end();
      await press(orders, 'Exportar CSV');
      await asked();
      signIn();
      await waitUntil(() => downloads.saved.length === 1);
      await gone();
      expect(downloads.saved.length).to.equal(1);
    } finally {
      downloads.stop();
    }
  });

  describe('in a mass send', () => {
    beforeEach(() => {
      server.session = server.opens = sender;
    });
    const desk = (more: string): Promise<PortalMassSend> =>
      mount<PortalMassSend>(`<portal-mass-send api="${server.api}" ${more}></portal-mass-send>`);
    const back = async () => {
      signIn();
      await gone();
    };

    it('keeps the rows that were pasted, and reads them once', async () => {
      const element = await desk('view="import"');
      await waitUntil(() => element.shadowRoot?.querySelector('#sheet'));
      write(element, '#sheet', 'SM01\t1002945\tana@norte.example');
      server.end();
      await press(element, 'Procesar');
      await asked();
      expect(find<HTMLTextAreaElement>(element, '#sheet').value).to.contain('ana@norte.example');
      await back();
      await waitUntil(() => element.shadowRoot?.querySelector('.preview-title'));
      expect(server.called('/mailing-list-imports').length).to.equal(2);
    });

    it('asks once about a run that is watched, not at every look', async () => {
      const run = massSend(1, { state: 'running' });
      server.massSend.run = run;
      const element = await desk(`view="send" run="${run.id}"`);
      await waitUntil(() => element.shadowRoot?.querySelector('.progress'));
      server.end();
      await asked();
      pressIn('Ahora no');
      await gone();
      const looks = () => server.called(`/mass-sends/${run.id}`).length;
      const before = looks();
      await waitUntil(() => looks() >= before + 2);
      expect(boxes()).to.deep.equal([]);
    });
  });
});
