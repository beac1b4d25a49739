-- What the portal wants of the ERP. It is fetched by leases, in the order in which it came, and answered.
create table erp_tasks (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  number bigint generated always as identity,
  kind text not null,
  customer_id uuid not null,
  -- What it is about, once for each: the capture number of an order.
  key text not null,
  payload jsonb not null,
  state text not null check (state in ('held', 'waiting', 'taken', 'accepted', 'rejected', 'failed', 'cancelled')),
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  -- When it may be fetched: after the time to undo it, after a lease, after a pause the ERP asked for.
  due_at timestamptz not null default now(),
  taken_at timestamptz,
  answered_at timestamptz,
  answer jsonb,
  primary key (tenant_id, id),
  unique (tenant_id, kind, key),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  check ((answer is null) = (answered_at is null))
);
create index erp_tasks_tenant_id_due_at_idx on erp_tasks (tenant_id, due_at) where state in ('held', 'waiting', 'taken');
create index erp_tasks_tenant_id_answered_at_idx on erp_tasks (tenant_id, answered_at) where answered_at is not null;
select portico_protect('erp_tasks', 'select, insert, update, delete');

-- Minutes after which a task that waits is late, and people are told.
alter table tenants add column erp_late_minutes integer not null default 15 check (erp_late_minutes between 1 and 1440);
