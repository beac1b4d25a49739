-- Addresses of other systems that are told what happens, signed as Standard Webhooks say.
create table webhook_endpoints (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  version integer not null default 1,
  name text not null,
  url text not null,
  kinds text[] not null check (cardinality(kinds) > 0),
  -- `off` by a person, `gone` where the other side answered 410.
  state text not null default 'on' check (state in ('on', 'off', 'gone')),
  -- It is told of nothing that happened before.
  since timestamptz not null default now(),
  secret text not null,
  -- The one before, which signs as well until both sides have changed.
  former_secret text,
  former_until timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  check ((former_secret is null) = (former_until is null))
);
select portico_protect('webhook_endpoints');

-- What was told to whom, and how often it was tried.
create table webhook_deliveries (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  endpoint_id uuid not null,
  kind text not null,
  -- What it is about, told once to each: an event, or a task.
  key text not null,
  -- The task, which nobody is told of any more once it is answered.
  task_id uuid,
  -- As it is signed and sent.
  body text not null,
  -- `dropped` where there was nothing left to tell.
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'dropped')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  tried_at timestamptz,
  -- What was answered last: a status, or why there was none.
  status integer,
  fault text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, endpoint_id, kind, key),
  foreign key (tenant_id, endpoint_id) references webhook_endpoints on delete cascade,
  foreign key (tenant_id, task_id) references erp_tasks on delete cascade
);
create index webhook_deliveries_tenant_id_due_at_idx on webhook_deliveries (tenant_id, due_at) where state = 'waiting';
create index webhook_deliveries_tenant_id_state_idx on webhook_deliveries (tenant_id, endpoint_id, state, tried_at);
create index webhook_deliveries_tenant_id_created_at_idx on webhook_deliveries (tenant_id, endpoint_id, created_at desc);
create index webhook_deliveries_tenant_id_task_id_idx on webhook_deliveries (tenant_id, task_id) where task_id is not null;
create index webhook_deliveries_expiry_idx on webhook_deliveries (tenant_id, created_at);
select portico_protect('webhook_deliveries');

-- Whose tasks or deliveries have something to do, and when; read before a tenant is entered, so it holds nothing but that.
create table webhook_due (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenants on delete cascade,
  due_at timestamptz not null default now()
);
create index webhook_due_due_at_idx on webhook_due (due_at);
create index webhook_due_tenant_id_idx on webhook_due (tenant_id, due_at);
grant select, insert, delete on webhook_due to portico_app;

-- Each reader of events is woken for itself.
alter table event_due add column reader text not null default 'notifications';
alter table event_due alter column reader drop default;

-- When people were told last that tasks wait for the ERP longer than they should; null once none did.
alter table tenants add column erp_late_told_at timestamptz;
grant update (erp_late_told_at) on tenants to portico_app;
