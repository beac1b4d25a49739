import { expect } from '@open-wc/testing';
import { keepFocus } from '../../widgets/core/focus-keeper.ts';

describe('the focus of what goes away', () => {
  let root: ShadowRoot;
  let update: () => void;
  let host: HTMLElement;
  const focused = () => root.activeElement?.id ?? '';
  const at = (id: string) => root.getElementById(id)!;

  beforeEach(() => {
    host = document.createElement('div');
    document.body.append(host);
    root = host.attachShadow({ mode: 'open' });
    root.innerHTML = `<h2 id="title">Avisos</h2>
      <ul>${[1, 2, 3].map((n) => `<li id="row${n}"><a id="open${n}" href="#">Ver</a> <button id="drop${n}">Quitar</button></li>`).join('')}</ul>
      <p><button id="more">Más</button></p>`;
    update = keepFocus(root, 'a, button');
  });
  afterEach(() => host.remove());

  const goes = async (focus: string, ...gone: string[]) => {
    at(focus).focus();
    for (const id of gone) at(id).remove();
    await Promise.resolve();
    update();
  };

  it('goes to the row in its place', async () => {
    await goes('drop2', 'row2');
    expect(focused()).to.equal('open3');
  });

  it('goes to the last row where the last went', async () => {
    await goes('drop3', 'row3');
    expect(focused()).to.equal('open2');
  });

  it('stays in a row that stays', async () => {
    await goes('drop1', 'drop1');
    expect(focused()).to.equal('open1');
  });

  it('goes to the heading where no row is left', async () => {
    await goes('drop2', 'row1', 'row2', 'row3');
    expect(focused()).to.equal('title');
  });

  it('goes to the title of what opened in its place', async () => {
    at('more').focus();
    at('more').closest('p')!.outerHTML =
      '<section><h3 class="record-title" id="opened">Revise</h3></section>';
    await Promise.resolve();
    update();
    expect(focused()).to.equal('opened');
  });

  it('goes on to the title of what comes later, unless the reader went elsewhere', async () => {
    const opens = () =>
      at('title').insertAdjacentHTML('afterend', '<h3 class="record-title" id="late">Revise</h3>');
    await goes('more', 'more');
    expect(focused()).to.equal('title');
    update();
    opens();
    update();
    expect(focused()).to.equal('late');
    at('late').remove();
    at('title').focus();
    await goes('title', 'row1');
    at('drop2').focus();
    update();
    opens();
    update();
    expect(focused()).to.equal('drop2');
  });

  it('goes back to the button that had opened what closed', async () => {
    const panel = (code: string) => (root.querySelector('p, section')!.outerHTML = code);
    at('more').focus();
    panel(
      '<section><h3 class="record-title" id="opened">Subir</h3><button id="x">Cerrar</button></section>',
    );
    await Promise.resolve();
    update();
    expect(focused()).to.equal('opened');
    at('x').focus();
    panel('<p><button id="again">Más</button></p>');
    await Promise.resolve();
    update();
    expect(focused()).to.equal('again');
  });

  it('stays in a question that is open', async () => {
    at('more').insertAdjacentHTML(
      'afterend',
      `<dialog><h3 id="question">Compartir</h3><ul><li id="link"><button id="end">Anular</button></li></ul>
        <button id="close">Cerrar</button></dialog>`,
    );
    root.querySelector('dialog')!.showModal();
    at('end').focus();
    at('link').closest('ul')!.remove();
    await Promise.resolve();
    update();
    expect(focused()).to.equal('question');
  });

  it('is left where the reader put it', async () => {
    await goes('drop2', 'row1');
    expect(focused()).to.equal('drop2');
    at('drop2').blur();
    await Promise.resolve();
    at('row2').remove();
    update();
    expect(focused()).to.equal('');
    at('drop3').focus();
    at('row3').remove();
    const elsewhere = document.createElement('input');
    host.after(elsewhere);
    elsewhere.focus();
    await Promise.resolve();
    update();
    expect(document.activeElement).to.equal(elsewhere);
    elsewhere.remove();
  });
});
