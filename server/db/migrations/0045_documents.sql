-- Documents that a company shares with its customers, and those that customers hand in.

-- Types that a tenant changed or added; the others are starter types (`contract/document-words.ts`).
create table document_types (
  tenant_id uuid not null references tenants on delete cascade,
  code text not null,
  group_name text not null,
  labels jsonb,
  from_customer boolean not null,
  keeps_expiry boolean not null,
  required_for text[] not null,
  media_types text[],
  bytes bigint,
  hidden boolean not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, code)
);
select portico_protect('document_types', 'select, insert, update');

create table documents (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  -- Whose it is: always a customer, and of that at most one record. A further kind of record is a column here.
  customer_id uuid not null,
  order_id uuid,
  invoice_id uuid,
  -- Of that record.
  company_id uuid,
  -- As the ERP knows it, where it sent it.
  owner_key text,
  external_id text,
  external_key text,
  type text not null,
  title text not null,
  visibility text not null default 'customer' check (visibility in ('customer', 'internal')),
  tags text[] not null default '{}',
  required boolean not null default false,
  -- Null where there is nothing to decide.
  state text check (state in ('missing', 'received', 'in_review', 'accepted', 'rejected')),
  reason text,
  expires_on date,
  -- Days before that of the last notice that was mailed of it.
  noticed integer,
  -- Number of the newest version; 0 where none has come.
  current_version integer not null default 0,
  -- Counts its changes.
  version integer not null default 1,
  created_by_contact uuid,
  created_by_staff uuid,
  created_at timestamptz not null default now(),
  -- When it was asked for, or its newest version came.
  at timestamptz not null default now(),
  deleted_at timestamptz,
  -- The words it is found by, each behind a blank.
  search_text text collate "C" not null default '',
  primary key (tenant_id, id),
  unique (tenant_id, owner_key, external_key),
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, order_id) references orders,
  foreign key (tenant_id, invoice_id) references invoices,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, created_by_contact) references contacts,
  foreign key (tenant_id, created_by_staff) references identities,
  check (num_nonnulls(order_id, invoice_id) <= 1),
  check (state <> 'missing' or current_version = 0)
);
create index documents_tenant_id_at_idx on documents (tenant_id, at desc, id desc) where deleted_at is null;
create index documents_tenant_id_customer_id_at_idx
  on documents (tenant_id, customer_id, at desc, id desc) where deleted_at is null;
create index documents_tenant_id_order_id_idx on documents (tenant_id, order_id) where order_id is not null;
create index documents_tenant_id_invoice_id_idx on documents (tenant_id, invoice_id) where invoice_id is not null;
create index documents_tenant_id_company_id_idx on documents (tenant_id, company_id) where company_id is not null;
create index documents_tenant_id_expires_on_idx
  on documents (tenant_id, expires_on) where expires_on is not null and deleted_at is null;
create index documents_tenant_id_undecided_idx
  on documents (tenant_id, customer_id) where state in ('missing', 'received', 'in_review', 'rejected') and deleted_at is null;
select portico_protect('documents', 'select, insert, update');

-- An internal document is a row that customers' transactions cannot see, whatever they ask: the wall says so, not the
-- statement. Transactions of staff and of machines say that they are (`features/documents/audience.ts`).
alter policy tenant_wall on documents
  using (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and (visibility = 'customer' or (select current_setting('app.audience', true)) = 'company'))
  with check (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and (visibility = 'customer' or (select current_setting('app.audience', true)) = 'company'));

create table document_versions (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  document_id uuid not null,
  number integer not null,
  file_id uuid not null,
  note text,
  created_by_contact uuid,
  created_by_staff uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, document_id, number),
  unique (tenant_id, file_id),
  foreign key (tenant_id, document_id) references documents on delete cascade,
  foreign key (tenant_id, file_id) references files,
  foreign key (tenant_id, created_by_contact) references contacts,
  foreign key (tenant_id, created_by_staff) references identities
);
select portico_protect('document_versions', 'select, insert');

-- Who took a version along, and when.
create table document_views (
  tenant_id uuid not null,
  id bigint not null generated always as identity,
  version_id uuid not null,
  contact_id uuid,
  identity_id uuid,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, version_id) references document_versions on delete cascade,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, identity_id) references identities
);
create index document_views_tenant_id_version_id_idx on document_views (tenant_id, version_id, id desc);
select portico_protect('document_views', 'select, insert');

-- What belongs to a document is seen by whoever sees the document.
alter policy tenant_wall on document_versions
  using (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and exists (select from documents d where d.tenant_id = document_versions.tenant_id and d.id = document_id))
  with check (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and exists (select from documents d where d.tenant_id = document_versions.tenant_id and d.id = document_id));
alter policy tenant_wall on document_views
  using (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and exists (select from document_versions v where v.tenant_id = document_views.tenant_id and v.id = version_id))
  with check (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and exists (select from document_versions v where v.tenant_id = document_views.tenant_id and v.id = version_id));

-- Where the ERP gives a record to another customer or company, its documents follow, internal ones included.
create function portico_move_documents() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  audience text := coalesce(current_setting('app.audience', true), '');
begin
  perform set_config('app.audience', 'company', true);
  if tg_table_name = 'orders' then
    update documents set customer_id = new.customer_id, company_id = new.company_id
      where tenant_id = new.tenant_id and order_id = new.id;
  else
    update documents set customer_id = new.customer_id, company_id = new.company_id
      where tenant_id = new.tenant_id and invoice_id = new.id;
  end if;
  perform set_config('app.audience', audience, true);
  return null;
end $$;
revoke execute on function portico_move_documents from public;
create trigger documents_follow after update of customer_id, company_id on orders for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_documents();
create trigger documents_follow after update of customer_id, company_id on invoices for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_documents();
