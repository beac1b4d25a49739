import { expect } from '@open-wc/testing';
import type { DocumentDetail, DocumentType, PortalDocument } from '#contract/documents';
import type { StoredFile } from '#contract/files';
import type { PortalDocuments } from '../../widgets/index.ts';
import { contact, orderId, StandIn } from './stand-in.ts';
import {
  clear,
  expectAccessible,
  find,
  press,
  says,
  settled,
  shower,
  text,
  waitUntil,
} from './support.ts';

const partBytes = 524_288;
const stored: StoredFile = {
  id: orderId(50),
  name: 'carta.pdf',
  mediaType: 'application/pdf',
  bytes: 1_200_000,
  sha256: 'a'.repeat(64),
  scan: 'off',
};
const version = (number: number): DocumentDetail['versions'][number] => ({
  id: orderId(60 + number),
  number,
  fileName: `poder-${number}.pdf`,
  mediaType: 'application/pdf',
  bytes: 10_240,
  thumbnail: false,
  scan: 'off',
  note: null,
  by: { kind: 'contact', name: 'María Fernanda Gutiérrez' },
  at: '2026-11-20T15:05:00Z',
});
const sample = (index: number, more: Partial<PortalDocument> = {}): PortalDocument => ({
  id: orderId(index),
  version: 1,
  title: `Poder ${index}`,
  type: 'other',
  owner: { kind: 'customer', id: null, number: '1002945' },
  customer: { number: '1002945', name: 'Materiales' },
  visibility: 'customer',
  tags: [],
  required: false,
  state: 'accepted',
  reason: null,
  expiresOn: '2027-06-14',
  file: version(1),
  at: '2026-11-20T15:05:00Z',
  ...more,
});
const types: DocumentType[] = [
  {
    code: 'other',
    group: 'other',
    labels: null,
    own: false,
    fromCustomer: true,
    keepsExpiry: false,
    requiredFor: [],
    mediaTypes: null,
    bytes: null,
    hidden: false,
  },
];

describe('portal-documents', () => {
  let server: StandIn;
  const show = shower<PortalDocuments>('documents', () => server);
  const drop = (element: PortalDocuments, ...files: File[]) => {
    const input = find<HTMLInputElement>(element, 'input[type=file]');
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    input.files = list.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const file = (name: string, bytes: number) => new File([new Uint8Array(bytes)], name);
  const parts = () =>
    server.calls.flatMap(({ method, path }) =>
      method === 'PUT' ? [Number(/parts\/(\d+)$/.exec(path)?.[1])] : [],
    );
  const upload = { id: orderId(40), partBytes, parts: 3, received: [] as number[] };
  const more = { ...upload, name: 'carta.pdf', bytes: 1_200_000, state: 'receiving' };
  const arriving = (received: number[] = []) => ({
    ...more,
    received,
    expiresAt: '2026-11-28T00:00:00Z',
  });

  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: ['documents.view', 'documents.upload'] };
    const items = [
      sample(1),
      sample(2, { state: 'rejected', reason: 'No se lee la firma.' }),
      sample(3, { state: 'missing', file: null, title: 'Recibo' }),
    ];
    server.answers['GET /documents'] = { body: { items, nextCursor: null } };
    server.answers['GET /document-types'] = { body: { items: types } };
    for (const item of items) {
      const detail: DocumentDetail = {
        ...item,
        versions: [version(2), version(1)],
        views: null,
        actions: ['add_version'],
      };
      server.answers[`GET /documents/${item.id}`] = { body: detail };
    }
    server.answers['POST /uploads'] = { status: 201, body: arriving() };
    for (const part of [1, 2, 3])
      server.answers[`PUT /uploads/${upload.id}/parts/${part}`] = { status: 204 };
    server.answers[`POST /uploads/${upload.id}/completion`] = { body: stored };
    server.answers['POST /documents'] = { status: 201, body: sample(9) };
  });
  afterEach(clear);

  it('lists what is shared, how each stands, and why one was rejected', async () => {
    const element = await show();
    await says(element, 'Poder 2');
    expect(text(element))
      .to.contain('Aceptado')
      .and.to.contain('Rechazado')
      .and.to.contain('Falta');
    await expectAccessible(element);
  });

  it('says that there are none yet, and what to change where a filter left none', async () => {
    server.answers['GET /documents'] = { body: { items: [], nextCursor: null } };
    const element = await show('', 'empty');
    await says(element, 'Aquí aparecen los que se compartan.');
    clear();
    await says(await show('q="poder"', 'empty'), 'Pruebe con otro tipo');
  });

  it('asks the page before it opens one, and the company before it rejects one', async () => {
    server.answers[`GET /documents/${orderId(1)}`] = {
      body: { ...sample(1), versions: [version(1)], views: null, actions: ['decide', 'withdraw'] },
    };
    const element = await show();
    const led: unknown[] = [];
    const onNavigate = (event: CustomEvent) => {
      led.push([event.detail.to, event.detail.id]);
      if (led.length === 1) event.preventDefault();
    };
    element.addEventListener('portal-navigate', onNavigate as EventListener);
    const opener = find(element, `[data-record="${orderId(1)}"]`);
    opener.click();
    expect(element.open, 'left to the page').to.equal('');
    opener.click();
    await says(element, 'poder-1.pdf');
    expect(led).to.deep.equal([
      ['document', orderId(1)],
      ['document', orderId(1)],
    ]);
    await press(element, 'Rechazar');
    await waitUntil(() => element.shadowRoot!.querySelector('dialog[open] #reason'), 'no question');
    await expectAccessible(element);
  });

  it('opens one with its versions', async () => {
    const element = await show(`open="${orderId(2)}"`);
    await says(element, 'poder-2.pdf');
    expect(text(element)).to.contain('No se lee la firma.').and.to.contain('poder-1.pdf');
    await expectAccessible(element);
  });

  it('takes a file part by part and puts it where it belongs', async () => {
    const element = await show();
    await press(element, 'Subir documentos');
    await waitUntil(() => element.shadowRoot!.querySelector('input[type=file]') !== null);
    await expectAccessible(element);
    drop(element, file('carta.pdf', 1_200_000));
    await waitUntil(() => server.called('/documents').some(({ method }) => method === 'POST'));
    expect(parts()).to.deep.equal([1, 2, 3]);
    const sizes = server.calls.flatMap(({ method, body }) => (method === 'PUT' ? [body] : []));
    expect(sizes).to.deep.equal([partBytes, partBytes, 1_200_000 - 2 * partBytes]);
    const lists = () => server.called('/documents').filter(({ method }) => method === 'GET');
    await waitUntil(() => lists().length === 2);
  });

  it('says at once what no document can be', async () => {
    const element = await show();
    await press(element, 'Subir documentos');
    await waitUntil(() => element.shadowRoot!.querySelector('input[type=file]') !== null);
    drop(element, file('hola.html', 10), file('vacio.pdf', 0));
    await says(element, 'Este tipo de archivo no se admite');
    expect(server.called('/uploads')).to.have.length(0);
    await expectAccessible(element);
  });

  it('goes on at the part that is missing, once it was told to', async () => {
    server.problem(`PUT /uploads/${upload.id}/parts/2`, 503, 'unavailable');
    const element = await show();
    await press(element, 'Subir documentos');
    await waitUntil(() => element.shadowRoot!.querySelector('input[type=file]') !== null);
    drop(element, file('carta.pdf', 1_200_000));
    await waitUntil(() => parts().includes(2));
    await press(element, 'Pausar carta.pdf');
    server.answers[`PUT /uploads/${upload.id}/parts/2`] = { status: 204 };
    server.answers[`GET /uploads/${upload.id}`] = { body: arriving([1]) };
    const before = parts().length;
    await press(element, 'Reanudar carta.pdf');
    await waitUntil(() => server.called('/documents').some(({ method }) => method === 'POST'));
    expect(parts().slice(before)).to.deep.equal([2, 3]);
  });

  it('offers nothing to hand in to whom that is not granted', async () => {
    server.session = { ...contact, permissions: ['documents.view'] };
    const element = await show();
    await says(element, 'Poder 1');
    expect(text(element)).to.not.contain('Subir documentos');
  });

  it('shows a failure, and loads again', async () => {
    server.once('GET /documents', 500, 'internal');
    const element = await show('', 'error');
    server.answers['GET /documents'] = { body: { items: [sample(1)], nextCursor: null } };
    await press(element, 'Reintentar');
    await settled(element, 'ready');
    expect(text(element)).to.contain('Poder 1');
  });

  it('is closed to whom documents are not granted', async () => {
    server.session = { ...contact, permissions: [] };
    await show('', 'forbidden');
    expect(server.called('/documents')).to.have.length(0);
  });
});
