// A question that has to be answered first: the next one may come at once, however late the browser's own news is.
import { expect } from '@open-wc/testing';
import { html, LitElement, nothing } from 'lit';
import { dialog } from '../../widgets/kit/dialog.ts';
import './support.ts';

class Asker extends LitElement {
  asking = '';
  /** The questions that were closed. */
  closed: string[] = [];

  ask(question: string): void {
    this.asking = question;
    this.requestUpdate();
  }

  protected override render(): unknown {
    const { asking } = this;
    if (!asking) return nothing;
    return dialog({
      title: asking,
      content: html`<input id="field" />`,
      submit: 'Sí',
      cancel: 'No',
      onSubmit: () => true,
      onClose: () => {
        this.closed.push(asking);
        this.ask('');
      },
    });
  }
}
customElements.define('test-asker', Asker);

describe('a dialog', () => {
  let asker: Asker;
  const box = () => asker.renderRoot.querySelector('dialog');
  /** After the browser told of whatever was closed. */
  const told = async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    await asker.updateComplete;
  };

  beforeEach(async () => {
    asker = new Asker();
    document.body.append(asker);
    asker.ask('first');
    await asker.updateComplete;
    expect(box()!.open).to.equal(true);
  });
  afterEach(() => asker.remove());

  const ways: Record<string, () => void> = {
    answered: () => box()!.querySelector('form')!.requestSubmit(),
    cancelled: () => box()!.querySelector<HTMLElement>('button[type=button]')!.click(),
    'left by Escape': () => box()!.dispatchEvent(new Event('cancel', { cancelable: true })),
  };
  for (const [name, close] of Object.entries(ways)) {
    it(`that was ${name} makes room for the next question at once`, async () => {
      close();
      expect(asker.closed).to.deep.equal(['first']);
      asker.ask('second');
      await asker.updateComplete;
      expect(box()!.open).to.equal(true);
      await told();
      expect(asker.closed).to.deep.equal(['first']);
      expect(box()!.open).to.equal(true);
      expect(box()!.textContent).to.contain('second');
    });

    it(`that was ${name} is gone with the next drawing`, async () => {
      close();
      await asker.updateComplete;
      expect(box()).to.equal(null);
      asker.ask('second');
      await told();
      expect(box()!.open).to.equal(true);
      expect(asker.closed).to.deep.equal(['first']);
    });
  }

  it('that others close stays closed, and tells so once', async () => {
    box()!.close();
    asker.requestUpdate();
    await asker.updateComplete;
    expect(box()!.open).to.equal(false);
    await told();
    expect(asker.closed).to.deep.equal(['first']);
    expect(box()).to.equal(null);
  });

  it('is not closed by a field in it that has something of its own cancelled', async () => {
    const event = new Event('cancel', { bubbles: true, cancelable: true });
    box()!.querySelector('#field')!.dispatchEvent(event);
    await told();
    expect(box()!.open).to.equal(true);
    expect(event.defaultPrevented).to.equal(false);
  });
});
