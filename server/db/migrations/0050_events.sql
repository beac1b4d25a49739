-- One record of what happened, for whoever has to hear of it; written in the transaction of the change. What it is
-- about stands in one column a kind of record, so that it cannot point at nothing.
create table events (
  tenant_id uuid not null references tenants on delete cascade,
  id bigint generated always as identity,
  -- Ids are given out as rows are written, while transactions end in another order: readers go by this
  -- (`records/events.ts`).
  xact xid8 not null default pg_current_xact_id(),
  kind text not null,
  customer_id uuid not null,
  company_id uuid,
  contact_id uuid,
  order_id uuid,
  invoice_id uuid,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  data jsonb not null default '{}',
  visibility text not null default 'customer' check (visibility in ('customer', 'internal')),
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies on delete cascade,
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  foreign key (tenant_id, order_id) references orders on delete cascade,
  foreign key (tenant_id, invoice_id) references invoices on delete cascade,
  check (num_nonnulls(contact_id, order_id, invoice_id) <= 1)
);
create index events_tenant_id_xact_idx on events (tenant_id, xact, id);
create index events_tenant_id_customer_id_idx on events (tenant_id, customer_id, id);
create index events_tenant_id_at_idx on events (tenant_id, at);
select portico_protect('events', 'select, insert, delete');

-- How far each reader has come.
create table event_readers (
  tenant_id uuid not null references tenants on delete cascade,
  reader text not null,
  xact xid8 not null default '0',
  id bigint not null default 0,
  primary key (tenant_id, reader)
);
select portico_protect('event_readers');

-- Whose events have something to do, and when; read before a tenant is entered, so it holds nothing but that. A row is
-- added each time, since one for each tenant would make all that write events wait for each other.
create table event_due (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenants on delete cascade,
  due_at timestamptz not null default now(),
  xact xid8 not null default pg_current_xact_id()
);
create index event_due_due_at_idx on event_due (due_at);
create index event_due_tenant_id_idx on event_due (tenant_id, due_at);
grant select, insert, delete on event_due to portico_app;
