-- What of a material can be ordered, and how much at a time, in its own unit; further units as rational numbers of it.
alter table materials
  add column orderable boolean not null default true,
  add column min_quantity numeric(18, 6),
  add column multiple numeric(18, 6),
  add column max_quantity numeric(18, 6),
  -- A key, not a reference: the successor may come later.
  add column successor_key text,
  add column units jsonb not null default '[]',
  add column lead_days integer;

alter table customers
  add column purchase_order_required boolean not null default false,
  add column order_blocked boolean not null default false;

-- A customer's own numbers of materials.
create table customer_materials (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  number text not null,
  number_key text not null,
  material_id uuid not null,
  descriptions jsonb not null default '{}',
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, customer_id, number_key),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, material_id) references materials on delete cascade
);
create index customer_materials_tenant_id_material_id_idx on customer_materials (tenant_id, material_id);
select portico_protect('customer_materials');

-- Folio de captura: the number an order has before the ERP gives it one.
create table capture_counters (
  tenant_id uuid primary key references tenants on delete cascade,
  orders bigint not null
);
select portico_protect('capture_counters');
alter table orders add column capture_number text;
create unique index orders_tenant_id_capture_number_idx on orders (tenant_id, capture_number) where capture_number is not null;

create table order_drafts (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  company_id uuid not null,
  contact_id uuid not null,
  -- Counts every change; a line says in which it was changed last.
  version integer not null default 1,
  head_version integer not null default 1,
  state text not null default 'draft' check (state in ('draft', 'submitted', 'accepted', 'rejected', 'discarded')),
  title text,
  purchase_order text,
  purchase_order_key text,
  address_id uuid,
  requested_date date,
  note text,
  currency text not null,
  price_hash text,
  submitted_at timestamptz,
  capture_number text,
  task_id uuid,
  order_id uuid,
  -- Why the ERP would not have it.
  rejection jsonb,
  created_at timestamptz not null default now(),
  -- To the millisecond, which is all that a page's end can say.
  updated_at timestamptz not null default date_trunc('milliseconds', now()),
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, address_id) references addresses,
  foreign key (tenant_id, task_id) references erp_tasks,
  foreign key (tenant_id, order_id) references orders
);
create index order_drafts_tenant_id_customer_id_idx on order_drafts (tenant_id, customer_id, updated_at desc, id desc);
create index order_drafts_tenant_id_updated_at_idx on order_drafts (tenant_id, updated_at);
create index order_drafts_tenant_id_task_id_idx on order_drafts (tenant_id, task_id) where task_id is not null;
create index order_drafts_tenant_id_order_id_idx on order_drafts (tenant_id, order_id) where order_id is not null;
create index order_drafts_tenant_id_purchase_order_idx
  on order_drafts (tenant_id, customer_id, purchase_order_key) where purchase_order_key is not null;
select portico_protect('order_drafts');

-- A line as it was typed. What it comes to is worked out each time: materials, rules and prices change.
create table order_draft_lines (
  tenant_id uuid not null,
  draft_id uuid not null,
  id uuid not null,
  version integer not null,
  position integer not null,
  material text not null,
  -- Where it was picked, and not typed.
  material_id uuid,
  quantity text not null,
  unit text,
  requested_date date,
  note text,
  -- What it came to when it was shown last: the price a person saw.
  shown jsonb,
  primary key (tenant_id, draft_id, id),
  foreign key (tenant_id, draft_id) references order_drafts on delete cascade
);
select portico_protect('order_draft_lines');
