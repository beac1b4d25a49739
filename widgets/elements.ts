/**
 * The elements there are, and what a page needs to know of them before they have arrived. The build makes its
 * entries, the catalogues and the loader's table from here; the tests hold the rest of the house against it.
 */
export type ElementManifest = {
  /** What is kept free for the element, as style declarations; its own style sheet holds the same height. */
  reserve: string;
  /** Whether it comes without the parts for lists and tables. */
  bare?: true;
  /** Another file that it imports, asked for at the same time. */
  file?: string;
  /** Sections of the catalogues that it uses besides those that every element has. */
  words?: string;
  /** The part of the catalogues they come in, unless they come with those of every element. */
  part?:
    | 'records'
    | 'freight'
    | 'notices'
    | 'home'
    | 'staff'
    | 'administration'
    | 'settings'
    | 'branding'
    | 'documents'
    | 'messages'
    | 'ordering'
    | 'quotes';
  /** Of a section of the portal: its icon, and what its count on the home page is a count of, as a key of texts. */
  section?: { icon: string; count?: string };
};

/** By the name behind the prefix: `orders` is `<portal-orders>`. */
export const elements = {
  account: { reserve: 'min-height:52em', words: 'account', part: 'records' },
  audit: {
    reserve: 'min-height:41em',
    words: 'list day audit',
    part: 'administration',
    section: { icon: 'book' },
  },
  app: { reserve: 'min-height:48em', words: 'places app sections', part: 'home' },
  branding: {
    reserve: 'min-height:41em',
    words: 'branding day mail_test',
    part: 'branding',
    section: { icon: 'eye' },
  },
  config: { reserve: 'display:contents', bare: true },
  contacts: {
    reserve: 'min-height:41em',
    words: 'list day import contacts profile',
    part: 'administration',
    section: { icon: 'people' },
  },
  documents: {
    reserve: 'min-height:41em',
    words: 'list day document document_type',
    part: 'documents',
    section: { icon: 'paper', count: 'home.documents' },
  },
  home: { reserve: 'min-height:40em', words: 'home sections', part: 'home' },
  inbox: {
    reserve: 'min-height:2.6em',
    words: 'notice status',
    part: 'notices',
  },
  invoices: {
    reserve: 'min-height:41em',
    words: 'list day invoices paying',
    part: 'records',
    section: { icon: 'invoice', count: 'home.invoices' },
  },
  login: {
    reserve: 'max-width:26em;min-height:23em',
    bare: true,
    file: 'sign-in',
    words: 'login password',
  },
  'mass-send': {
    reserve: 'min-height:41em',
    words: 'list import mass_send day',
    part: 'staff',
    section: { icon: 'mail' },
  },
  messages: {
    reserve: 'min-height:41em',
    words: 'messages unmatched department',
    part: 'messages',
    section: { icon: 'chat', count: 'home.messages' },
  },
  service: {
    reserve: 'min-height:41em',
    words: 'list day service department',
    part: 'messages',
    section: { icon: 'info', count: 'home.service' },
  },
  contracts: {
    reserve: 'min-height:32em',
    words: 'list contracts',
    part: 'messages',
    section: { icon: 'paper', count: 'home.contracts' },
  },
  nav: { reserve: 'min-height:2.6em', words: 'places sections', part: 'home' },
  settings: {
    reserve: 'min-height:41em',
    words: 'list day status settings mail_test bank_data approval_rules department',
    part: 'settings',
    section: { icon: 'gear' },
  },
  orders: {
    reserve: 'min-height:32em',
    words: 'list day orders status',
    part: 'records',
    section: { icon: 'list', count: 'home.orders' },
  },
  'order-entry': {
    reserve: 'min-height:41em',
    words: 'list day ordering',
    part: 'ordering',
    section: { icon: 'paper', count: 'home.order_entry' },
  },
  quotes: {
    reserve: 'min-height:32em',
    words: 'list day quotes',
    part: 'quotes',
    section: { icon: 'tag', count: 'home.quotes' },
  },
  payments: {
    reserve: 'min-height:41em',
    words: 'list day payments',
    part: 'ordering',
    section: { icon: 'checks', count: 'home.payments' },
  },
  portfolio: {
    reserve: 'min-height:41em',
    words: 'list portfolio',
    part: 'staff',
    section: { icon: 'columns' },
  },
  search: { reserve: 'min-height:2.6em', words: 'search', part: 'notices' },
  prices: {
    reserve: 'min-height:41em',
    words: 'list prices',
    part: 'records',
    section: { icon: 'tag', count: 'home.prices' },
  },
  'shipment-map': { reserve: 'min-height:26em', words: 'shipment_map', part: 'freight' },
  shipments: {
    reserve: 'min-height:41em',
    words: 'list day shipments feed',
    part: 'freight',
    section: { icon: 'ship', count: 'home.shipments' },
  },
  staff: {
    reserve: 'min-height:41em',
    words: 'list contacts profile staff',
    part: 'administration',
    section: { icon: 'key' },
  },
  statement: {
    reserve: 'min-height:41em',
    words: 'list day statement paying bank_data feed',
    part: 'records',
    section: { icon: 'bars' },
  },
  stock: {
    reserve: 'min-height:41em',
    words: 'list stock',
    part: 'records',
    section: { icon: 'box', count: 'home.stock' },
  },
} as const satisfies Record<string, ElementManifest>;

export type ElementName = keyof typeof elements;
export const elementNames = Object.keys(elements) as ElementName[];

const manifests: readonly ElementManifest[] = Object.values(elements);

/** Sections of each part of the catalogues besides those of its elements; `session` comes when a session ends. */
const always = {
  '': ['common', 'error', 'rule', 'element', 'places', 'app'],
  records: [],
  freight: [],
  notices: [],
  home: [],
  staff: ['fiscal_import'],
  administration: ['service_desk'],
  settings: [],
  branding: [],
  documents: ['fiscal_detail'],
  messages: [],
  ordering: ['order_change', 'approval_rules'],
  quotes: [],
  // Of the filters that a reader keeps.
  filters: ['filters'],
  session: ['session', 'factor'],
  // What `data-doctor` says, which starts without the rest.
  doctor: ['doctor'],
  playground: ['playground'],
};

/** Sections of the catalogues by the part they come in; what is in none of them stays on the server. */
export const catalogueSections: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(always).map(([part, all]) => {
    const own = manifests.filter((one) => (one.part ?? '') === part);
    return [
      part,
      [...new Set<string>([...all, ...own.flatMap(({ words }) => words?.split(' ') ?? [])])],
    ];
  }),
);

/** Most elements are as high; the loader takes those that say nothing for it. */
const usualHeight = 'min-height:41em';
const reversed = (text: string): string => Array.from(text).toReversed().join('');
/** What ends alike stands together: so the loader is smallest once it is packed. */
const byEnd = (a: string, b: string): number => (reversed(a) < reversed(b) ? -1 : 1);

/**
 * What the loader knows of each element, as it reads it: its tag, the part of the catalogues it needs, its reserve (a
 * height in em alone, where it is just that; nothing for the usual one) and the file it imports where that is not the
 * kit, between slashes; a blank between two of them.
 */
export const loaderTable: string = Object.entries<ElementManifest>(elements)
  .map(([name, { reserve, bare, file, part }]) =>
    [
      name,
      part,
      reserve === usualHeight ? '' : (/^min-height:([\d.]+)em$/.exec(reserve)?.[1] ?? reserve),
      file ?? (bare ? 'core' : ''),
    ]
      .join('/')
      .replace(/\/+$/, ''),
  )
  .toSorted(byEnd)
  .join(' ');

/** What is said of files that are handed over. */
const uploading = [
  'file_empty',
  'file_type',
  'file_html',
  'file_svg',
  'file_polyglot',
  'file_macro',
  'file_heavy',
  'file_protected',
  'file_damaged',
  'file_too_large',
  'file_infected',
  'file_pending',
  'part_size',
  'part_differs',
  'upload_incomplete',
  'upload_over',
  'too_many_uploads',
  'storage_full',
];

/** Errors and rules of forms that only some elements are told of: their texts come with the words of a part. */
export const lateTexts: readonly {
  part: string;
  codes: readonly string[];
  rules: readonly string[];
}[] = [
  {
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
      'portfolio_beyond_own',
      'own_request',
      'request_over',
      'login_taken',
      'idempotency_mismatch',
    ],
    rules: [],
  },
  { part: 'notices', codes: ['notification_locked'], rules: [] },
  {
    part: 'staff',
    codes: ['limit_reached', 'run_state', 'run_unconfirmed', 'run_repeated', 'not_of_company'],
    rules: [],
  },
  { part: 'freight', codes: ['no_map', 'share_gone'], rules: [] },
  {
    part: 'branding',
    codes: [
      'record_changed',
      'not_undoable',
      'too_many_scheduled',
      'theme_contrast',
      'picture_type',
      'picture_unreadable',
      'picture_animated',
      'picture_too_large',
      'picture_unsafe',
    ],
    rules: [
      'unknown_token',
      'token_group',
      'token_value',
      'token_bounds',
      'opaque',
      'contrast',
      'unknown_text',
      'text_command',
      'text_blank',
      'future_instant',
      'terms_nowhere',
    ],
  },
  {
    part: 'documents',
    codes: [
      'record_changed',
      ...uploading,
      'media_not_allowed',
      'document_type_unknown',
      'staff_only',
      'nothing_to_decide',
      'range_unsatisfiable',
    ],
    rules: ['document_owner', 'document_type'],
  },
  {
    part: 'messages',
    codes: [
      'record_changed',
      'message_files_too_large',
      'mail_settled',
      'mail_author_missing',
      'mail_missing',
      ...uploading,
      'staff_only',
      'range_unsatisfiable',
      'request_closed',
      'request_state',
      'category_unknown',
      'limit_reached',
      'idempotency_mismatch',
    ],
    rules: ['thread_owner'],
  },
  {
    part: 'ordering',
    codes: [
      'record_changed',
      'order_submitted',
      'payment_items_changed',
      'payment_on_account',
      'payment_under_way',
      'payment_over',
      'payment_amount',
      'payment_method',
      'payment_return',
      'payment_not_refundable',
      'payment_settled',
      'payment_refund_amount',
      'promise_date',
      'promise_over',
      'dispute_open',
      'dispute_over',
      'ship_to_not_allowed',
      'nothing_to_decide',
      ...uploading,
      'own_request',
      'request_over',
      'prices_changed',
      'same_purchase_order',
      'no_approver',
      'approved_already',
      'approval_not_yours',
      'amount_above_limit',
      'author_not_allowed',
      'undo_over',
      'order_closed',
      'change_waiting',
      'change_answered',
      'customer_blocked',
      'order_incomplete',
      'purchase_order_required',
      'too_many_lines',
      'limit_reached',
      'idempotency_mismatch',
      'task_answered',
      'task_cancelled',
      'file_unreadable',
    ],
    rules: [],
  },
  {
    part: 'quotes',
    codes: [
      'quote_expired',
      'quote_superseded',
      'quote_decided',
      'quote_changed',
      'quote_withdrawn',
      'quote_options',
      'idempotency_mismatch',
      'limit_reached',
      ...uploading,
    ],
    rules: [],
  },
  {
    part: 'settings',
    codes: [
      'record_changed',
      'own_site',
      'site_of_mails',
      'page_elsewhere',
      'own_mailbox_missing',
      'department_known',
      'department_in_use',
      'idempotency_mismatch',
      'key_ended',
      'limit_reached',
      'address_not_allowed',
      'signature_wrong',
    ],
    rules: [
      'sign',
      'clearings',
      // What the ERP is told of files that it sends.
      'file_empty',
      'file_html',
      'file_svg',
      'file_polyglot',
      'file_macro',
      'file_heavy',
      'file_protected',
      'file_damaged',
      'file_too_large',
      'file_infected',
      'storage_full',
      'media_not_allowed',
      'bank_number',
      'domain',
      'origin_form',
      'origin_scheme',
      'origin_wildcard',
      'origin_host',
      'origin_path',
      'page',
      'network',
      'past',
      'length_order',
      'room_for_phrase',
      'life_order',
      'coordinates',
      'event_time',
      'event_subject',
      'actual_in_future',
      'container_ambiguous',
      'position_zero',
      'position_jump',
      'check_digits',
    ],
  },
];
