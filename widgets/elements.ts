/**
 * The elements there are, and what a page needs to know of them before they have arrived. The build makes its
 * entries, the catalogues and the loader's table from here; the tests hold the rest of the house against it.
 */
export type ElementManifest = {
  /** What is kept free for the element, as style declarations; its own style sheet holds the same height. */
  reserve: string;
  /** Whether it comes without the parts for lists and tables. */
  bare?: true;
  /** Sections of the catalogues that it uses besides those that every element has. */
  words?: string;
  /** The part of the catalogues they come in, unless they come with those of every element. */
  part?: 'records' | 'staff' | 'administration';
};

/** By the name behind the prefix: `orders` is `<portal-orders>`. */
export const elements = {
  account: { reserve: 'min-height:52em', words: 'account', part: 'records' },
  app: { reserve: 'min-height:48em', words: 'places app sections' },
  config: { reserve: 'display:contents', bare: true },
  contacts: {
    reserve: 'min-height:41em',
    words: 'list import contacts profile',
    part: 'administration',
  },
  home: { reserve: 'min-height:27em', words: 'home sections' },
  invoices: { reserve: 'min-height:32em', words: 'list invoices', part: 'records' },
  login: { reserve: 'max-width:26em;min-height:23em', bare: true, words: 'login password' },
  'mass-send': { reserve: 'min-height:41em', words: 'import mass_send', part: 'staff' },
  nav: { reserve: 'min-height:2.6em', words: 'places sections' },
  orders: { reserve: 'min-height:32em', words: 'list orders status', part: 'records' },
  prices: { reserve: 'min-height:41em', words: 'list prices', part: 'records' },
  statement: { reserve: 'min-height:41em', words: 'list statement', part: 'records' },
  stock: { reserve: 'min-height:41em', words: 'list stock', part: 'records' },
} as const satisfies Record<string, ElementManifest>;

export type ElementName = keyof typeof elements;
export const elementNames = Object.keys(elements) as ElementName[];

const manifests: readonly ElementManifest[] = Object.values(elements);

/** Sections of the catalogues by the part they come in; what is in none of them stays on the server. */
export const catalogueSections: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  (['', 'records', 'staff', 'administration'] as const).map((part) => {
    const all = part === '' ? ['common', 'error', 'rule', 'element'] : [];
    const own = manifests.filter((one) => (one.part ?? '') === part);
    return [part, [...new Set([...all, ...own.flatMap(({ words }) => words?.split(' ') ?? [])])]];
  }),
);

/** Errors that only what administrators use answers with: their texts come with the words of that part. */
export const administrationErrors: { part: string; codes: readonly string[] } = {
  part: 'administration',
  codes: [
    'beyond_own',
    'person_beyond_own',
    'record_changed',
    'erp_owned',
    'last_administrator',
    'no_account',
    'no_mailbox',
    'mailbox_taken',
    'mailbox_of_contact',
    'person_known',
    'not_joinable',
    'has_password',
    'contact_inactive',
    'name_taken',
  ],
};

/**
 * What the loader knows: for each element its reserve, and the part of the catalogues it needs besides; 0 where
 * it needs no parts for lists either.
 */
export const loaderTable: Readonly<Record<string, readonly [reserve: string, part: string | 0]>> =
  Object.fromEntries(
    Object.entries<ElementManifest>(elements).map(([name, { reserve, bare, part = '' }]) => [
      name,
      [reserve, bare ? 0 : part],
    ]),
  );
