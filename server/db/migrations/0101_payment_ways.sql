-- Other ways to pay: another provider, transfers that the company's people confirm, and what the ERP had registered.
alter table payment_accounts drop constraint payment_accounts_provider_check;
alter table payment_accounts
  add constraint payment_accounts_provider_check check (provider in ('stripe', 'mercadopago', 'manual')),
  alter column credentials drop not null,
  alter column key_id drop not null,
  -- Of a transfer: bank, beneficiary, and the CLABE, Pix key or account.
  add column details jsonb,
  add constraint payment_accounts_credentials_check
    check (case when provider = 'manual' then details is not null else credentials is not null and key_id is not null end);

-- What a customer shows for money that it sent by itself.
create table payment_proofs (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  payment_id uuid not null,
  file_id uuid not null,
  amount numeric(19, 4) not null check (amount > 0),
  value_date date not null,
  bank_reference text,
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'refused')),
  -- What came, where it is not what was said, and why it was refused.
  received numeric(19, 4) check (received > 0),
  reason text,
  contact_id uuid not null,
  reviewed_by uuid,
  reviewed_at timestamptz,
  at timestamptz not null default date_trunc('milliseconds', now()),
  primary key (tenant_id, id),
  unique (tenant_id, file_id),
  foreign key (tenant_id, payment_id) references payments on delete cascade,
  foreign key (tenant_id, file_id) references files,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, reviewed_by) references identities,
  check ((state = 'waiting') = (reviewed_at is null))
);
create index payment_proofs_tenant_id_payment_id_idx on payment_proofs (tenant_id, payment_id, at);
create index payment_proofs_tenant_id_waiting_idx on payment_proofs (tenant_id, payment_id) where state = 'waiting';
select portico_protect('payment_proofs', 'select, insert, update');

-- What the ERP had registered to pay a document with: a boleto, a Pix code, a CLABE of its own.
create table payment_slips (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  company_id uuid not null,
  external_id text not null,
  external_key text not null,
  -- The document of the ledger, which may come later.
  item text not null,
  item_key text not null,
  kind text not null check (kind in ('boleto', 'pix', 'clabe', 'oxxo', 'reference')),
  content text not null,
  bank text,
  beneficiary text,
  amount numeric(19, 4) not null,
  currency text not null,
  expires_on date,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, company_id, external_key),
  foreign key (tenant_id, company_id) references companies
);
create index payment_slips_tenant_id_item_key_idx on payment_slips (tenant_id, company_id, item_key)
  where deleted_at is null;
select portico_protect('payment_slips');
