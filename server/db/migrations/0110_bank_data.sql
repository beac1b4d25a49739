-- Where customers pay a company to: one list a company, replaced as a whole.
create table bank_data (
  tenant_id uuid not null,
  company_id uuid not null,
  -- Objects of kind, currency, bank, holder, number, and branch and reference or null.
  accounts jsonb not null,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references companies on delete cascade
);
select portico_protect('bank_data');
