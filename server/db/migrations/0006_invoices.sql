create table invoices (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  company_id uuid not null,
  customer_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'debit_note')),
  invoice_date date not null,
  due_date date,
  currency text not null,
  net numeric(19, 4) not null,
  tax numeric(19, 4) not null,
  total numeric(19, 4) not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, company_id, number_key),
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, customer_id) references customers
);
create index invoices_tenant_id_customer_id_invoice_date_idx
  on invoices (tenant_id, customer_id, invoice_date desc, id desc) where deleted_at is null;
select portico_protect('invoices');

-- An invoice may belong to several orders, an order have several invoices (spec S4.18).
create table invoice_orders (
  tenant_id uuid not null,
  order_id uuid not null,
  invoice_id uuid not null,
  primary key (tenant_id, order_id, invoice_id),
  foreign key (tenant_id, order_id) references orders on delete cascade,
  foreign key (tenant_id, invoice_id) references invoices on delete cascade
);
create index invoice_orders_tenant_id_invoice_id_idx on invoice_orders (tenant_id, invoice_id);
select portico_protect('invoice_orders');

create table invoice_items (
  tenant_id uuid not null,
  invoice_id uuid not null,
  line integer not null,
  position text not null,
  material text,
  material_key text,
  descriptions jsonb not null,
  quantity numeric(18, 6) not null,
  unit text not null,
  amount numeric(19, 4) not null,
  tax numeric(19, 4) not null,
  primary key (tenant_id, invoice_id, line),
  foreign key (tenant_id, invoice_id) references invoices on delete cascade
);
select portico_protect('invoice_items');
