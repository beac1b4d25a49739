import { sumOf } from '#contract/decimal';
import { lineAmount } from '#contract/order-sums';
import type { SyncInput } from '#contract/sync';
import { addDays } from './dates.ts';
import { divideRounded, shortest, toUnits } from './decimal.ts';
import { contactId, type Source } from './source.ts';

type Quote = SyncInput<'quotes'>;
type Item = Quote['items'][number];

const places = 6;

/** Sales tax of an amount, to the cent. */
const taxOf = (amount: string, percent: bigint): string =>
  shortest(divideRounded(toUnits(amount, places) * percent, 1_000_000n), 2);

const isFirm = ({ optional, group }: Item) => !optional && !group;

/** Net, tax and total of what nobody has to choose. */
function sums(items: readonly Item[]): Pick<Quote, 'net' | 'tax' | 'total'> {
  const firm = items.filter(isFirm);
  const net = sumOf(firm.map(({ amount }) => amount));
  const tax = sumOf(firm.map(({ tax: one = '0' }) => one));
  return { net, tax, total: sumOf([net, tax]) };
}

const terms = {
  es: `## Condiciones

Precios sujetos a la vigencia indicada. La entrega se cuenta en **días hábiles** a partir de la aceptación.

- Pago según el plazo acordado con su empresa.
- Los cambios posteriores a la aceptación se cotizan por separado.
- La mercancía viaja por cuenta de quien se indica en el pedido.

Al aceptar, usted confirma que tiene facultades para hacerlo en nombre de su empresa. La aceptación queda registrada con fecha, nombre y huella del texto.`,
  pt: `## Condições

Preços sujeitos à validade indicada. A entrega é contada em **dias úteis** a partir do aceite.

- Pagamento conforme o prazo combinado com a sua empresa.
- Alterações após o aceite são cotadas à parte.
- A mercadoria viaja por conta de quem constar no pedido.

Ao aceitar, você confirma que tem poderes para fazê-lo em nome da sua empresa. O aceite fica registrado com data, nome e impressão digital do texto.`,
};

const subjects = {
  es: [
    'Reposición de temporada',
    'Obra Los Mezquites, etapa 3',
    'Ampliación de bodega',
    'Pedido programado del trimestre',
    'Mantenimiento anual',
  ],
  pt: [
    'Reposição da temporada',
    'Abertura da loja da praia',
    'Ampliação do depósito',
    'Pedido programado do trimestre',
    'Campanha de fim de ano',
  ],
};

type Plan = { number: string; version: string; issued: number; valid: number };

/** A quote of goods: some that are firm, one extra, and a choice of how it is brought. */
function goods(
  source: Source,
  today: string,
  plan: Plan,
  at: { buyer: number; from: number },
): Quote {
  const buyer = source.buyers[at.buyer % source.buyers.length]!;
  const [link] = buyer.record.companies!;
  const company = source.companies.find(({ code }) => code === link!.company)!;
  const { currency } = company;
  const isSpanish = source.slug !== 'zambe';
  const rate = source.rates[currency] ?? 1n;
  const raised = plan.version === '1' ? 104n : 100n;
  const products = source.products.filter(({ service }) => !service);
  const line = (index: number, position: number, quantity: string, more: Partial<Item>): Item => {
    const { record, price, priceUnit } = products[(at.from + index) % products.length]!;
    const unitPrice = shortest(
      divideRounded(toUnits(price, places) * raised, 100n * rate * 10_000n),
      2,
    );
    const amount = lineAmount(
      quantity,
      { price: unitPrice, priceUnit: String(priceUnit) },
      currency,
    );
    return {
      position: String(position),
      material: record.number,
      quantity,
      unit: record.unit,
      unitPrice,
      priceUnit: String(priceUnit),
      amount,
      tax: taxOf(amount, source.tax),
      ...more,
    };
  };
  const delivery = (position: number, text: { es: string; pt: string }, amount: string): Item => ({
    position: String(position),
    section: isSpanish ? 'Entrega' : 'Entrega',
    descriptions: text,
    quantity: '1',
    unit: isSpanish ? 'SERV' : 'SV',
    unitPrice: amount,
    amount,
    tax: taxOf(amount, source.tax),
    group: isSpanish ? 'Forma de entrega' : 'Forma de entrega',
  });
  const section = isSpanish ? 'Materiales' : 'Produtos';
  const items = [
    line(0, 10, '24', { section }),
    line(3, 20, '60', { section }),
    ...(plan.version === '1' ? [] : [line(5, 30, '12', { section })]),
    line(7, 40, '6', {
      section: isSpanish ? 'Complementos' : 'Complementos',
      optional: true,
      note: isSpanish ? 'Puede agregarlo al mismo pedido.' : 'Pode entrar no mesmo pedido.',
    }),
    delivery(
      50,
      { es: 'Puesto en obra, 5 días hábiles', pt: 'Entregue na loja, 5 dias úteis' },
      '1850.00',
    ),
    delivery(
      60,
      { es: 'Recoge en planta, 2 días hábiles', pt: 'Retira no depósito, 2 dias úteis' },
      '0.00',
    ),
  ];
  return {
    ...headOf(today, plan),
    company: company.code,
    customer: buyer.record.number,
    subject: subjects[isSpanish ? 'es' : 'pt'][at.from % 5]!,
    currency,
    ...sums(items),
    items,
    terms: isSpanish ? terms.es : terms.pt,
    termsVersion: '2026-1',
  };
}

const headOf = (today: string, { number, version, issued, valid }: Plan) => ({
  number,
  version,
  issued: addDays(today, issued),
  validUntil: addDays(today, valid),
});

/** A quote of a transport by sea, with a choice of the port it comes in by. */
function freight(source: Source, today: string, plan: Plan, buyer: number): Quote {
  const { record, contacts } = source.buyers[buyer % source.buyers.length]!;
  const item = (
    position: number,
    section: string,
    es: string,
    pt: string,
    amount: string,
    more: Partial<Item> = {},
  ): Item => ({
    position: String(position),
    section,
    descriptions: { es, pt },
    quantity: '1',
    unit: 'CNT',
    unitPrice: amount,
    amount,
    tax: '0.00',
    ...more,
  });
  const ocean = plan.version === '1' ? '2950.00' : '2780.00';
  const items = [
    item(
      10,
      'Origen',
      'Manejo en origen y documentación',
      'Manuseio na origem e documentação',
      '185.00',
    ),
    item(
      20,
      'Flete marítimo',
      'Flete marítimo, 40 HC, todo incluido',
      'Frete marítimo, 40 HC, tudo incluído',
      ocean,
    ),
    item(30, 'Destino', 'Despacho aduanero', 'Desembaraço aduaneiro', '240.00'),
    item(
      40,
      'Destino',
      'Transporte terrestre a bodega, 24 h',
      'Transporte terrestre ao depósito, 24 h',
      '410.00',
      { group: 'Transporte terrestre' },
    ),
    item(
      50,
      'Destino',
      'Transporte terrestre con custodia, 24 h',
      'Transporte terrestre com escolta, 24 h',
      '635.00',
      { group: 'Transporte terrestre' },
    ),
    item(
      60,
      'Seguro',
      'Seguro de carga, 0.35 % del valor',
      'Seguro de carga, 0,35 % do valor',
      '152.50',
      { optional: true },
    ),
  ];
  return {
    ...headOf(today, plan),
    company: record.companies![0]!.company,
    customer: record.number,
    contact: contacts[0] ? contactId(record.number, contacts[0].id!.split('-').at(-1)!) : null,
    kind: 'freight',
    subject: 'Importación Shanghái – Puerto Cortés, 40 HC',
    currency: 'USD',
    ...sums(items),
    items,
    freight: {
      operation: 'import',
      mode: 'sea',
      origin: 'CNSHA',
      destination: 'HNPCR',
      incoterm: 'FOB',
      goods: 'Telas técnicas en rollo',
      weight: '18400',
      volume: '62.5',
      packages: '420',
      containers: [{ type: '40HC', count: 1 }],
      readyOn: addDays(today, plan.issued + 12),
    },
    terms: terms.es,
    termsVersion: '2026-1',
  };
}

/** Quotes of a tenant: open ones in two versions, one that is about to expire, and some that are over. */
export function quoteRecords(source: Source, today: string): Quote[] {
  const prefix = { aqua: 'COT', zambe: 'ORC', barlovia: 'CF' }[source.slug] ?? 'Q';
  const plan = (number: number, version: number, issued: number, valid: number): Plan => ({
    number: `${prefix}-${number}`,
    version: String(version),
    issued,
    valid,
  });
  const plans = [
    [plan(1204, 1, -9, 12), 0],
    [plan(1204, 2, -2, 18), 0],
    [plan(1209, 1, -12, 2), 1],
    [plan(1187, 1, -60, -30), 0],
    [plan(1211, 1, -1, 14), 1],
    [plan(1215, 1, -6, 9), 1],
    [plan(1215, 2, -1, 13), 1],
    [plan(1198, 1, -20, -4), 1],
  ] as const;
  return plans.map(([one, buyer]) =>
    source.slug === 'barlovia'
      ? freight(source, today, one, buyer)
      : goods(source, today, one, { buyer, from: Number(one.number.slice(-2)) }),
  );
}
