-- Contracts of service, as the ERP has them.
create table contracts (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  customer_id uuid not null,
  company_id uuid not null,
  kind text,
  title text not null,
  starts_on date not null,
  ends_on date,
  renewal text not null check (renewal in ('none', 'tacit', 'agreed')),
  renewal_months integer,
  notice_months integer,
  -- Where the ERP knows it; else it is so many months before the end.
  notice_by date,
  amount numeric(19, 4),
  currency text,
  period text check (period in ('month', 'quarter', 'year', 'once')),
  state text not null check (state in ('active', 'suspended', 'ended', 'cancelled')),
  -- What is covered, by language: texts with a form.
  coverage jsonb not null default '{}',
  -- Visits or hours: {kind, included, used, until}.
  allowance jsonb,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, number_key),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies
);
create index contracts_tenant_id_customer_id_idx on contracts (tenant_id, customer_id, number_key, id) where deleted_at is null;
create index contracts_tenant_id_company_id_idx on contracts (tenant_id, company_id);
select portico_protect('contracts');

create table contract_items (
  tenant_id uuid not null,
  contract_id uuid not null,
  line integer not null,
  serial text,
  serial_key text,
  material text,
  material_key text,
  site text,
  primary key (tenant_id, contract_id, line),
  foreign key (tenant_id, contract_id) references contracts on delete cascade
);
create index contract_items_tenant_id_serial_key_idx on contract_items (tenant_id, serial_key) where serial_key is not null;
select portico_protect('contract_items');

-- Of which deadline customers were told: each reminder once, whatever becomes of the rest.
create table contract_notices (
  tenant_id uuid not null,
  contract_id uuid not null,
  kind text not null check (kind in ('notice', 'end')),
  until date not null,
  days integer not null,
  at timestamptz not null default now(),
  primary key (tenant_id, contract_id, kind, until, days),
  foreign key (tenant_id, contract_id) references contracts on delete cascade
);
select portico_protect('contract_notices', 'select, insert');
