-- Statements of a bank or a provider that somebody uploaded: what was read of them waits for a day to be applied.
create table payment_files (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  name text not null,
  rows jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  applied_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references payment_accounts
);
create index payment_files_tenant_id_created_at_idx on payment_files (tenant_id, created_at);
select portico_protect('payment_files');

alter table payment_reconciliations
  add column source text not null default 'provider' check (source in ('provider', 'file')),
  add column file_name text;

-- What came to an account as its bank says: each line once, however often it is uploaded.
create table payment_bank_lines (
  tenant_id uuid not null references tenants on delete cascade,
  account_id uuid not null,
  key text not null,
  payment_id uuid,
  amount numeric(19, 4) not null check (amount > 0),
  currency text not null,
  booked_on date not null,
  reconciliation_id uuid,
  primary key (tenant_id, account_id, key),
  foreign key (tenant_id, account_id) references payment_accounts,
  foreign key (tenant_id, payment_id) references payments on delete set null (payment_id),
  foreign key (tenant_id, reconciliation_id) references payment_reconciliations on delete set null (reconciliation_id)
);
create index payment_bank_lines_tenant_id_payment_id_idx on payment_bank_lines (tenant_id, payment_id)
  where payment_id is not null;
select portico_protect('payment_bank_lines', 'select, insert, update');
