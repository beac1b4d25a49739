-- When the ERP last sent something of an entity, also where nothing had changed: "data as of …".
create table sync_state (
  tenant_id uuid not null references tenants on delete cascade,
  entity text not null,
  applied_at timestamptz not null,
  primary key (tenant_id, entity)
);
select portico_protect('sync_state');
alter table sync_records no force row level security;
alter table sync_state no force row level security;
insert into sync_state (tenant_id, entity, applied_at)
  select tenant_id, entity, max(synced_at) from sync_records group by tenant_id, entity;
alter table sync_records force row level security;
alter table sync_state force row level security;

-- The people of the company who look after customers.
create table executives (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  code text not null,
  code_key text not null,
  name text not null,
  role text,
  phone text,
  email text,
  active boolean not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code_key)
);
select portico_protect('executives');
-- Keys, not references, as with the parent: the executive may come later. The portfolio of a staff user
-- is the customers assigned to this executive, besides those that were added by hand.
alter table customers add column executive_key text;
create index customers_tenant_id_executive_key_idx on customers (tenant_id, executive_key) where executive_key is not null;
alter table staff_users add column executive_key text;

-- What is still to be done for a customer is counted from here.
create index orders_tenant_id_customer_id_open_idx on orders (tenant_id, customer_id)
  where deleted_at is null and status not in ('concluded', 'completed', 'cancelled');

-- Terms of use: where they stand, and which version holds.
alter table tenants
  add column terms_url jsonb not null default '{}',
  add column terms_version text;

create table terms_acceptances (
  tenant_id uuid not null,
  identity_id uuid not null,
  version text not null,
  accepted_at timestamptz not null default now(),
  primary key (tenant_id, identity_id, version),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
select portico_protect('terms_acceptances', 'select, insert');

-- Logos as PNG, whatever they came as: on light and on dark ground.
create table tenant_logos (
  tenant_id uuid not null references tenants on delete cascade,
  scheme text not null check (scheme in ('light', 'dark')),
  content bytea not null,
  sha256 text not null,
  width integer not null,
  height integer not null,
  primary key (tenant_id, scheme)
);
select portico_protect('tenant_logos', 'select');

-- Of several memberships, the one this person worked for last.
alter table identities add column last_contact_id uuid;
create index sessions_tenant_id_id_idx on sessions (tenant_id, id);
