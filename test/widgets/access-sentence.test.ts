import { expect } from '@open-wc/testing';
import type { Grant } from '#contract/contacts';
import { formatDate } from '#contract/format';
import { contactPermissions, grantScopes, type ContactPermission } from '#contract/permissions';
import { createTranslator, languages, loadCatalogue } from '../../widgets/core/i18n.ts';
import { defaultRegions } from '../../widgets/core/format.ts';
import { areaNames, areas, rightKey, rights } from '../../widgets/portal-contacts/areas.ts';
import { differenceOf, type Grants } from '../../widgets/portal-contacts/grants.ts';
import { differenceInWords, type SentenceContext } from '../../widgets/portal-contacts/sentence.ts';
import { grant } from './stand-in-contacts.ts';

const day = '2026-11-26';
const codes = ['SM01', 'SM02', 'US01'];
/** Ids of addresses, and what they go by. */
const places = new Map(
  ['A', 'B', 'C', 'D', 'E', 'F'].map((one) => [`id-${one}`, `0${one} Bodega ${one}`]),
);
const days = ['2026-12-31', '2027-06-30'];

/** Numbers that look drawn, and are the same each time. */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function someGrants(draw: (below: number) => number): Grants {
  return contactPermissions.flatMap((permission) =>
    draw(2) === 0
      ? []
      : grant(permission, {
          scope: grantScopes[draw(3)]!,
          companies: /^(orders|invoices|shipments|statement|credit|documents)/.test(permission)
            ? codes.filter(() => draw(4) === 0)
            : [],
          addresses: permission.startsWith('orders.')
            ? [...places.keys()].filter(() => draw(4) === 0)
            : [],
          expiresOn: draw(4) === 0 ? days[draw(2)]! : null,
        }),
  );
}

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('the sentence of a change of permissions', () => {
  const contexts = new Map<string, SentenceContext>();
  before(async () => {
    for (const language of languages) {
      await loadCatalogue(language, ['administration']);
      contexts.set(language, {
        t: createTranslator({ language, region: defaultRegions[language] }, ['administration'], []),
        format: { language, region: defaultRegions[language] },
        addresses: places,
      });
    }
  });

  it('has every permission in one area, and the first of each is to look', () => {
    expect([...rights].toSorted()).to.deep.equal([...contactPermissions].toSorted());
    for (const area of areaNames) expect(areas[area][0]).to.match(/\.view$/);
  });

  for (const language of languages) {
    /** The sentence, held against what must be so of each. */
    const said = (before: Grants, after: Grants): string => {
      const context = contexts.get(language)!;
      const difference = differenceOf(before, after, day);
      const text = differenceInWords(difference, context);
      const act = (permission: ContactPermission) =>
        context.t(`contacts.right_${rightKey(permission)}`);
      expect(text).not.to.match(/\{\{|\}\}|undefined|null|id-|contacts\.|  |\(\)|, \)|;\.|\.\./);
      if (text) expect(text).to.match(/^\p{Lu}.*\.$/u);
      const changed = new Set(
        [
          ...difference.gained,
          ...difference.lost,
          ...difference.changed.map(({ after }) => after),
        ].map(({ permission }) => permission),
      );
      // Each is said once, and nothing else is said.
      const acts = contactPermissions.map(act);
      for (const permission of contactPermissions) {
        const others = acts.filter(
          (other) => other !== act(permission) && other.includes(act(permission)),
        );
        const inOthers = others.reduce((sum, other) => sum + count(text, other), 0);
        expect(count(text, act(permission)) - inOthers, `${permission} in ${text}`).to.equal(
          changed.has(permission) ? 1 : 0,
        );
      }
      const sums: [string, readonly unknown[]][] = [
        ['gains', difference.gained],
        ['loses', difference.lost],
        ['changes', difference.changed],
      ];
      for (const [key, some] of sums) {
        const [start = ''] = context.t(`contacts.${key as 'gains'}`, { what: '|' }).split('|');
        expect(text.includes(start), `${key} in ${text}`).to.equal(some.length > 0);
      }
      for (const one of difference.gained) {
        for (const code of one.companies) expect(text).to.contain(code);
        const named = one.addresses.map((id) => places.get(id)!).toSorted();
        for (const name of named.length > 4 ? named.slice(0, 3) : named)
          expect(text).to.contain(name);
        if (one.expiresOn) expect(text).to.contain(formatDate(one.expiresOn, context.format));
      }
      return text;
    };

    it(`is whole for every single change: ${language}`, () => {
      for (const permission of contactPermissions) {
        const base = grant(permission);
        const ways: Partial<Grant>[] = [
          { scope: 'own' },
          { scope: 'hierarchy' },
          { companies: ['SM02'] },
          { companies: ['SM02', 'SM01'] },
          { expiresOn: days[0]! },
          { scope: 'own', companies: ['SM01'], expiresOn: days[1]! },
          ...(areas.orders.includes(permission as 'orders.view')
            ? [
                { addresses: ['id-A'] },
                { addresses: [...places.keys()] },
                { addresses: ['id-B', 'id-C'], companies: ['SM01'] },
              ]
            : []),
        ];
        const texts = new Set([said([], [base]), said([base], [])]);
        for (const way of ways) {
          const other = grant(permission, way);
          texts.add(said([], [other]));
          texts.add(said([base], [other]));
          texts.add(said([other], [base]));
        }
        // No two changes are told in the same words.
        expect(texts.size, permission).to.equal(2 + ways.length * 3);
        expect(said([base], [base])).to.equal('');
      }
    });

    it(`is whole for two hundred pairs that were drawn: ${language}`, () => {
      const draw = drawing(20_261_126);
      for (let i = 0; i < 500; i += 1) said(someGrants(draw), someGrants(draw));
    });
  }

  it('reads as people write', () => {
    const before = [grant('stock.view'), grant('orders.view')];
    const after = [
      grant('orders.view', { scope: 'hierarchy' }),
      grant('invoices.view', { companies: ['SM02'], expiresOn: '2026-12-31' }),
      grant('invoices.pdf', { companies: ['SM02'], expiresOn: '2026-12-31' }),
      grant('prices.view'),
    ];
    const words = (language: string) =>
      differenceInWords(differenceOf(before, after, day), contexts.get(language)!);
    expect(words('es')).to.equal(
      'Gana: ver facturas y descargar facturas en PDF (solo de SM02, hasta el 31-dic-2026); ver listas de precios. Pierde: ver existencias. Cambia: ver pedidos (antes la empresa, ahora la empresa y sus filiales).',
    );
    expect(words('pt')).to.equal(
      'Ganha: ver notas fiscais e baixar notas fiscais em PDF (só de SM02, até 31/12/2026); ver listas de preços. Perde: ver o estoque. Muda: ver pedidos (antes a empresa, agora a empresa e as filiais).',
    );
    expect(words('en')).to.equal(
      'Gains: view invoices and download invoices as PDF (only of SM02, until 31 Dec 2026); view price lists. Loses: view stock. Changes: view orders (before the company, now the company and its subsidiaries).',
    );
  });

  it('names where orders go, the first of many, and all of them where those are the same', () => {
    const es = contexts.get('es')!;
    const orders = (...codes: string[]) => [
      grant('orders.view', { addresses: codes.map((code) => `id-${code}`) }),
    ];
    const said = (before: Grants, after: Grants) =>
      differenceInWords(differenceOf(before, after, day), es);
    expect(said([], orders('B', 'A'))).to.equal(
      'Gana: ver pedidos (solo para 0A Bodega A y 0B Bodega B).',
    );
    expect(said([], orders('A', 'B', 'C', 'D', 'E'))).to.equal(
      'Gana: ver pedidos (solo para 0A Bodega A, 0B Bodega B, 0C Bodega C y 2 direcciones más).',
    );
    expect(said(orders('A'), orders())).to.equal(
      'Cambia: ver pedidos (antes solo para 0A Bodega A, ahora todas las direcciones de entrega).',
    );
    expect(said(orders('A', 'B', 'C', 'D', 'E'), orders('A', 'B', 'C', 'D', 'F'))).to.equal(
      'Cambia: ver pedidos (antes solo para 0A Bodega A, 0B Bodega B, 0C Bodega C, 0D Bodega D y 0E Bodega E, ahora solo para 0A Bodega A, 0B Bodega B, 0C Bodega C, 0D Bodega D y 0F Bodega F).',
    );
  });

  it('counts a permission that has expired as none', () => {
    const expired = grant('orders.view', { expiresOn: '2026-11-25' });
    const es = contexts.get('es')!;
    expect(differenceInWords(differenceOf([expired], [], day), es)).to.equal('');
    expect(differenceInWords(differenceOf([expired], [grant('orders.view')], day), es)).to.equal(
      'Gana: ver pedidos.',
    );
  });
});
