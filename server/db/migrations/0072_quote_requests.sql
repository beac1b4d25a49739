-- What customers ask to be quoted. The number is given at once; what is asked never changes.
alter table capture_counters add column quote_requests bigint not null default 0;
alter table capture_counters alter column orders set default 0;

create table quote_requests (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  kind text not null check (kind in ('goods', 'freight')),
  customer_id uuid not null,
  company_id uuid,
  contact_id uuid not null,
  -- As it was asked: the transport, or the lines.
  asked jsonb not null,
  note text,
  -- What the ERP made of it, and why it would not.
  erp_state text check (erp_state in ('accepted', 'rejected')),
  erp_text jsonb,
  task_id uuid,
  at timestamptz not null default date_trunc('milliseconds', now()),
  primary key (tenant_id, id),
  unique (tenant_id, number_key),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, task_id) references erp_tasks
);
create index quote_requests_tenant_id_customer_id_at_idx on quote_requests (tenant_id, customer_id, at desc, id desc);
create index quote_requests_tenant_id_contact_id_idx on quote_requests (tenant_id, contact_id);
select portico_protect('quote_requests', 'select, insert, update');

create table quote_request_files (
  tenant_id uuid not null,
  request_id uuid not null,
  file_id uuid not null,
  position integer not null,
  primary key (tenant_id, request_id, position),
  foreign key (tenant_id, request_id) references quote_requests on delete cascade,
  foreign key (tenant_id, file_id) references files
);
create index quote_request_files_tenant_id_file_id_idx on quote_request_files (tenant_id, file_id);
select portico_protect('quote_request_files', 'select, insert');
