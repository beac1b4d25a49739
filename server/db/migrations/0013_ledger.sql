-- A document of the receivables ledger, by the ERP's own key.
create table open_items (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  company_id uuid not null,
  external_id text not null,
  external_key text not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, company_id, external_key),
  foreign key (tenant_id, company_id) references companies
);
select portico_protect('open_items');

-- What was known of it, and from when to when: nothing is overwritten, so any past date, and what was
-- known at any past moment, can be worked out again. Debits are positive, credits negative.
create table open_item_versions (
  tenant_id uuid not null,
  id bigint generated always as identity,
  item_id uuid not null,
  recorded_at timestamptz not null default now(),
  superseded_at timestamptz not null default 'infinity',
  company_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'debit_note', 'payment', 'unapplied_credit')),
  order_number text,
  purchase_order text,
  invoice_number text,
  fiscal_id text,
  fiscal_key text,
  reference text,
  document_date date not null,
  -- From this day on it counts.
  posting_date date not null,
  due_date date,
  currency text not null,
  amount numeric(19, 4) not null,
  -- The day from which on it counts and nothing of it is open, or never so far.
  cleared_on date not null default 'infinity',
  primary key (tenant_id, id),
  foreign key (tenant_id, item_id) references open_items on delete cascade,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, customer_id) references customers
);
create unique index open_item_versions_tenant_id_item_id_idx on open_item_versions (tenant_id, item_id)
  where superseded_at = 'infinity';
-- A statement: what of a customer is not cleared at a date. Years of cleared documents are not read.
create index open_item_versions_tenant_id_customer_id_idx
  on open_item_versions (tenant_id, customer_id, company_id, cleared_on) where superseded_at = 'infinity';
select portico_protect('open_item_versions', 'select, insert, update');

-- What was cleared of a document, and when: in whole or in part.
create table open_item_clearings (
  tenant_id uuid not null,
  version_id bigint not null,
  line integer not null,
  cleared_on date not null,
  amount numeric(19, 4) not null,
  reference text,
  primary key (tenant_id, version_id, line),
  foreign key (tenant_id, version_id) references open_item_versions on delete cascade
);
select portico_protect('open_item_clearings', 'select, insert');

-- A statement as it was shown, printed or mailed. The screen, the files and the mail all come from it.
create table statements (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  company_id uuid not null,
  customer_id uuid not null,
  cut_off date not null,
  generated_at timestamptz not null default now(),
  -- Who asked for it; null for a mass send.
  identity_id uuid,
  content jsonb not null,
  -- The same content is the same statement.
  content_hash text not null,
  -- Printed in the files: who knows it learns that they were issued, when, and whether there are newer ones.
  code text not null,
  primary key (tenant_id, id),
  unique (tenant_id, code),
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, customer_id) references customers
);
create index statements_tenant_id_customer_id_idx on statements (tenant_id, customer_id, generated_at desc, id desc);
create index statements_tenant_id_account_idx on statements (tenant_id, customer_id, company_id, cut_off, generated_at desc);
select portico_protect('statements', 'select, insert');

-- Files that were made of it, by their hashes.
create table statement_files (
  tenant_id uuid not null,
  statement_id uuid not null,
  kind text not null check (kind in ('pdf', 'xlsx')),
  locale text not null,
  sha256 text not null,
  bytes integer not null,
  made_at timestamptz not null default now(),
  primary key (tenant_id, statement_id, kind, locale, sha256),
  foreign key (tenant_id, statement_id) references statements on delete cascade
);
select portico_protect('statement_files', 'select, insert');

-- What the tax authority's rules ask for: the XML and the printable form of a fiscal document.
create table fiscal_files (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  fiscal_id text not null,
  fiscal_key text not null,
  kind text not null check (kind in ('xml', 'pdf')),
  file_name text not null,
  content bytea not null,
  sha256 text not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, fiscal_key, kind),
  foreign key (tenant_id, customer_id) references customers
);
create index fiscal_files_tenant_id_customer_id_idx on fiscal_files (tenant_id, customer_id);
select portico_protect('fiscal_files');

-- The words of a customer's name and number, each behind a blank, without accents and in lower case: what a
-- search compares, and what lists are sorted by.
alter table customers add column search_text text collate "C" not null default '';
create index customers_tenant_id_search_text_idx on customers (tenant_id, search_text, id) where deleted_at is null;
-- The wall stands for the owner, too, hence aside for a moment.
alter table customers no force row level security;
update customers set search_text = ' ' || regexp_replace(
  regexp_replace(lower(normalize(name || ' ' || number || ' ' || number_key, NFD)), '[\u0300-\u036f]', '', 'g'),
  '[^[:alnum:]]+', ' ', 'g');
alter table customers force row level security;
