-- Identifiers of the ERP are kept as sent; `…_key` is the twin they are looked up by.
create table companies (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  code text not null,
  code_key text not null,
  legal_name text not null,
  tax_id text,
  country text,
  currency text not null,
  time_zone text not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code_key)
);
select portico_protect('companies');

create table customers (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  name text not null,
  tax_id text,
  phone text,
  email text,
  customer_group text,
  -- A key, not a reference: the parent may come later, in the same batch or another.
  parent_key text,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, number_key)
);
create index customers_tenant_id_parent_key_idx on customers (tenant_id, parent_key) where parent_key is not null;
select portico_protect('customers');

create table customer_companies (
  tenant_id uuid not null,
  customer_id uuid not null,
  company_id uuid not null,
  credit_limit numeric(19, 4),
  currency text,
  payment_terms text,
  credit_blocked boolean not null,
  primary key (tenant_id, customer_id, company_id),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies on delete cascade
);
select portico_protect('customer_companies');

create table addresses (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  code text not null,
  code_key text not null,
  name text,
  street text,
  postal_code text,
  city text,
  district text,
  state text,
  country text,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, customer_id, code_key),
  foreign key (tenant_id, customer_id) references customers on delete cascade
);
select portico_protect('addresses');
