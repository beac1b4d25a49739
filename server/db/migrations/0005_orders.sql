create table materials (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  descriptions jsonb not null,
  unit text not null,
  material_group text,
  active boolean not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, number_key)
);
select portico_protect('materials');

-- What the ERP's status codes mean here.
create table status_map (
  tenant_id uuid not null references tenants on delete cascade,
  entity text not null check (entity in ('order', 'item')),
  code text not null,
  code_key text not null,
  status text not null,
  deleted_at timestamptz,
  primary key (tenant_id, entity, code_key)
);
select portico_protect('status_map');

create table orders (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  company_id uuid not null,
  customer_id uuid not null,
  address_id uuid,
  contact_id uuid,
  purchase_order text,
  order_date date not null,
  currency text not null,
  amount numeric(19, 4) not null,
  erp_status text not null,
  erp_status_key text not null,
  status text not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, number_key),
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, address_id) references addresses,
  foreign key (tenant_id, contact_id) references contacts
);
-- The list: a customer's orders, newest first. A page reads its 25 rows from here however many there are.
create index orders_tenant_id_customer_id_order_date_idx
  on orders (tenant_id, customer_id, order_date desc, id desc) where deleted_at is null;
select portico_protect('orders');

-- A line keeps the material as the ERP names it: the material itself may come later, or never.
create table order_items (
  tenant_id uuid not null,
  order_id uuid not null,
  line integer not null,
  position text not null,
  material text,
  material_key text,
  descriptions jsonb not null,
  quantity numeric(18, 6) not null,
  delivered numeric(18, 6) not null,
  unit text not null,
  unit_price numeric(20, 6) not null,
  price_unit numeric(10, 3) not null,
  amount numeric(19, 4) not null,
  delivery_date date,
  erp_status text not null,
  erp_status_key text not null,
  status text not null,
  primary key (tenant_id, order_id, line),
  foreign key (tenant_id, order_id) references orders on delete cascade
);
select portico_protect('order_items');
