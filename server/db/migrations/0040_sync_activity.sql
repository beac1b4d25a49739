-- What came of the ERP, and what of it was refused: how an administrator sees that data is missing. All of it has a
-- bound for each tenant and entity, however much an ERP sends.

-- When something came last, and how many records were refused in all: the number of the newest one below.
create table sync_intake (
  tenant_id uuid not null references tenants on delete cascade,
  entity text not null,
  last_at timestamptz not null,
  rejected bigint not null default 0,
  primary key (tenant_id, entity)
);
select portico_protect('sync_intake');
alter table sync_intake set (fillfactor = 50);

-- Counted by the minute, so that an ERP that sends without a pause has no more rows than one that sends now and then.
create table sync_activity (
  tenant_id uuid not null references tenants on delete cascade,
  entity text not null,
  minute timestamptz not null,
  batches integer not null,
  records integer not null,
  rejected integer not null,
  primary key (tenant_id, entity, minute)
);
select portico_protect('sync_activity');

-- The last 200 refused records of an entity, in a ring: of each its key, and where which rule was broken. Nothing else
-- of it is kept.
create table sync_rejections (
  tenant_id uuid not null references tenants on delete cascade,
  entity text not null,
  slot smallint not null check (slot between 0 and 199),
  number bigint not null,
  at timestamptz not null,
  key text,
  -- [{"path", "rule", "bounds"}]
  errors jsonb not null,
  primary key (tenant_id, entity, slot)
);
select portico_protect('sync_rejections');
alter table sync_rejections set (fillfactor = 70);

-- Status codes that were sent and mean nothing here.
create table unmapped_codes (
  tenant_id uuid not null references tenants on delete cascade,
  entity text not null check (entity in ('order', 'item')),
  code_key text not null,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  times bigint not null,
  primary key (tenant_id, entity, code_key)
);
select portico_protect('unmapped_codes');

-- How many orders carry a code, and which ones a change of its meaning is for.
create index orders_tenant_id_erp_status_key_idx on orders (tenant_id, erp_status_key);

-- What came before this was counted.
alter table sync_state no force row level security;
alter table sync_intake no force row level security;
insert into sync_intake (tenant_id, entity, last_at) select tenant_id, entity, applied_at from sync_state;
alter table sync_intake force row level security;
alter table sync_state force row level security;
