-- A tax id as it is compared: in capitals, without signs between its parts.
create function portico_tax_id(written text) returns text language sql immutable parallel safe as $$
  select nullif(translate(regexp_replace(upper(written), '[\s./-]', '', 'g'), 'ñ', 'Ñ'), '') $$;
create index customers_tenant_id_tax_id_idx on customers (tenant_id, portico_tax_id(tax_id))
  where tax_id is not null and deleted_at is null;

-- Why the XML of a file could not be read, or says something else than what it was sent as.
alter table fiscal_files add column fault jsonb;

-- What the XML of a fiscal document says. It is made of its file anew whenever that changes.
create table fiscal_documents (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  -- What its file is stored under: of an event, whatever the ERP calls it.
  file_key text not null,
  fiscal_id text not null,
  fiscal_key text not null,
  country text not null,
  kind text not null,
  version text not null,
  series text,
  number text,
  issuer_tax_id text,
  receiver_tax_id text,
  -- Local text, and the day of it: no time zone moves it.
  issued_at text not null,
  issued_on date not null,
  currency text not null,
  total numeric(19, 4) not null,
  method text,
  environment text not null check (environment in ('production', 'test')),
  -- As the file says it, and as it is with what came after: events, and what the authority answered.
  file_state text not null check (file_state in ('valid', 'cancelled', 'denied', 'unauthorised')),
  state text not null check (state in ('valid', 'cancelled', 'denied', 'unauthorised')),
  -- The last answer of the authority, and when it came.
  answer jsonb,
  checked_at timestamptz,
  -- How its invoice is known, and which it is where the ledger does not say so.
  invoice_id uuid,
  matched_by text check (matched_by in ('ledger', 'number', 'person', 'file')),
  -- The invoice it may be of, for people to decide.
  proposal_id uuid,
  warnings jsonb not null,
  content jsonb not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, fiscal_key),
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, invoice_id) references invoices,
  foreign key (tenant_id, proposal_id) references invoices
);
create index fiscal_documents_tenant_id_invoice_id_idx on fiscal_documents (tenant_id, invoice_id) where invoice_id is not null;
create index fiscal_documents_tenant_id_file_key_idx on fiscal_documents (tenant_id, file_key);
create index fiscal_documents_tenant_id_customer_id_idx on fiscal_documents (tenant_id, customer_id, issued_on);
create index fiscal_documents_tenant_id_state_idx on fiscal_documents (tenant_id, state) where state <> 'valid';
create index fiscal_documents_tenant_id_open_idx on fiscal_documents (tenant_id, customer_id)
  where matched_by is null and deleted_at is null and kind in ('invoice', 'credit_note');
select portico_protect('fiscal_documents');

-- What a document says of another one: that it pays it, stands for it, takes of it back.
create table fiscal_relations (
  tenant_id uuid not null,
  document_id uuid not null,
  line integer not null,
  kind text not null,
  to_id text not null,
  to_key text not null,
  -- Of payments; amounts in the currency of what is paid, unless they are the payment's own.
  paid_at text,
  form text,
  operation text,
  currency text,
  amount numeric(19, 4),
  document_currency text,
  equivalence text,
  instalment integer,
  previous numeric(19, 4),
  paid numeric(19, 4),
  remaining numeric(19, 4),
  primary key (tenant_id, document_id, line),
  foreign key (tenant_id, document_id) references fiscal_documents on delete cascade
);
create index fiscal_relations_tenant_id_to_key_idx on fiscal_relations (tenant_id, to_key, kind);
select portico_protect('fiscal_relations');
