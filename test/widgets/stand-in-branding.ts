import type { BrandDraft, BrandLook, BrandVersion } from '#contract/branding';
import type { Session } from '#contract/portal';
import baseFile from '../../themes/base.json' with { type: 'json' };

/** The person of the company who gives the portal its look. */
export const designer: Session = {
  kind: 'staff',
  person: { name: 'Nilo Cantera', login: 'nilo.cantera' },
  customer: null,
  customers: [],
  termsAccepted: true,
  permissions: ['branding.manage'],
  access: 'full',
  lastSignInAt: null,
  expiresAt: '2027-01-01T00:00:00Z',
  life: { idle: 1_800, left: 43_200 },
};

type Token = { $value: unknown; $extensions?: { 'portico.dark': string } };

/** The colours of the base theme, as the server answers them. */
const base = Object.fromEntries(
  Object.entries(baseFile.color as Record<string, Token>).map(
    ([name, token]): [string, [string, string]] => {
      const light = String(token.$value);
      return [`color-${name}`, [light, token.$extensions?.['portico.dark'] ?? light]];
    },
  ),
);

const blank: BrandLook = {
  theme: {},
  strings: {},
  logos: {},
  welcome: {},
  footer: {},
  terms: null,
};

const version = (number: number, more: Partial<BrandVersion> = {}): BrandVersion => ({
  id: `00000000-0000-4000-c000-${String(number).padStart(12, '0')}`,
  number,
  state: 'past',
  holdsAt: `2026-11-${10 + number}T12:00:00Z`,
  madeAt: `2026-11-${10 + number}T12:00:00Z`,
  by: { kind: 'staff', name: 'Nilo Cantera' },
  changes: ['colours'],
  ...more,
});

const mailTest = {
  id: '00000000-0000-4000-d000-000000000001',
  recipient: 'nilo@aquavelia.example',
  reply: null,
  reason: null,
};
const previewOf = ({ mail }: { mail: string }, { strings }: BrandLook) => ({
  from: { name: 'Aquavelia', address: 'portal@aquavelia.example' },
  to: { name: 'Nilo Cantera', address: 'nilo@aquavelia.example' },
  subject: strings.es?.['mail.invitation.subject'] ?? `Asunto de ${mail}`,
  heading: 'Su acceso',
  brand: 'Aquavelia',
  blocks: [
    { kind: 'paragraph', text: 'Estimado(a) NILO' },
    { kind: 'list', items: ['Uno', 'Dos'] },
    { kind: 'facts', rows: [{ label: 'Usuario', value: 'nilo.cantera' }] },
    { kind: 'action', label: 'Entrar', href: 'https://www.aquavelia.example/portal' },
    { kind: 'lines', lines: ['Cobranza', 'Tel. 1'] },
    { kind: 'note', text: 'No responda.' },
  ],
});

/** Answers what is asked for the look of the portal. */
export class BrandingDesk {
  published: BrandLook = blank;
  look: BrandLook = blank;
  version = 3;
  versions = [version(2, { state: 'current' }), version(1)];

  get draft(): BrandDraft {
    const same = JSON.stringify(this.look) === JSON.stringify(this.published);
    return {
      version: this.version,
      look: this.look,
      changes: same ? [] : ['colours'],
      overtaken: false,
      published: this.published,
      trees: {},
      base,
    };
  }

  answer(
    method: string,
    path: string,
    body: unknown,
  ): { status?: number; body?: unknown; file?: string } | undefined {
    if (path === '/mail-previews') return { body: previewOf(body as { mail: string }, this.look) };
    if (path === '/mail-tests') return { status: 201, body: { ...mailTest, state: 'under_way' } };
    if (path.startsWith('/mail-tests/')) return { body: { ...mailTest, state: 'accepted' } };
    if (path.startsWith('/branding-draft/statement')) return { file: '%PDF-1.7' };
    if (path === '/branding-versions') return { body: { items: this.versions } };
    if (path === '/catalogue-searches')
      return {
        body: {
          items: [
            {
              key: 'orders.title',
              texts: { es: 'Mis pedidos', pt: 'Meus pedidos', en: 'My orders' },
              blanks: ['name'],
            },
          ],
          more: false,
        },
      };
    if (path.startsWith('/branding-versions/')) {
      this.look = this.published = blank;
      return { body: { items: this.versions } };
    }
    if (path === '/branding-draft/publication') {
      this.published = this.look;
      this.version += 1;
      this.versions = [
        version(3, { state: 'current' }),
        ...this.versions.map((one) => ({ ...one, state: 'past' as const })),
      ];
      return { status: 201, body: this.versions[0] };
    }
    if (path !== '/branding-draft') return undefined;
    if (method === 'PUT') {
      const { version: seen, ...look } = body as BrandLook & { version: number };
      if (seen !== this.version)
        return {
          status: 409,
          body: { status: 409, code: 'record_changed', requestId: 'req-9', current: this.draft },
        };
      this.look = { ...look, logos: this.look.logos };
      this.version += 1;
    }
    if (method === 'DELETE') {
      this.look = this.published;
      this.version += 1;
    }
    return { body: this.draft };
  }
}
