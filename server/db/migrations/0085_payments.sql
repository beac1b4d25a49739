-- The key that seals the credentials of providers is derived from it.
insert into server_secrets (name, secret)
  values ('payments', sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')));

-- Where a company takes money: its account with a provider. What it signs in with never leaves the server.
create table payment_accounts (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  company_id uuid not null,
  provider text not null check (provider in ('stripe')),
  -- For good: payments of a test never become real ones.
  mode text not null check (mode in ('test', 'live')),
  name text not null,
  credentials bytea not null,
  key_id text not null,
  methods text[] not null,
  min_amount numeric(19, 4),
  max_amount numeric(19, 4),
  enabled boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references companies
);
create unique index payment_accounts_tenant_id_company_id_idx
  on payment_accounts (tenant_id, company_id, provider) where enabled;
select portico_protect('payment_accounts');

create table payment_counters (
  tenant_id uuid primary key references tenants on delete cascade,
  payments bigint not null
);
select portico_protect('payment_counters');

-- A payment lies over the ledger and never changes it.
create table payments (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  number text not null,
  account_id uuid not null,
  customer_id uuid not null,
  company_id uuid not null,
  contact_id uuid not null,
  method text not null,
  amount numeric(19, 4) not null check (amount > 0),
  currency text not null,
  received numeric(19, 4) not null default 0,
  refunded numeric(19, 4) not null default 0,
  state text not null default 'created' check (state in ('created', 'started', 'pending', 'unknown', 'paid',
    'partly_paid', 'failed', 'expired', 'cancelled', 'refunded', 'partly_refunded', 'charged_back', 'mismatch', 'late')),
  -- Of the provider.
  session_id text,
  provider_payment_id text,
  redirect_url text,
  voucher jsonb,
  failure text,
  locale text not null,
  -- The page it began on, and the code by which the provider sends the browser back to it.
  return_to text not null,
  return_code text not null,
  expires_at timestamptz,
  -- Whoever wants it gone: the customer, or a payment of the same documents that came first.
  ending boolean not null default false,
  tries integer not null default 0,
  asked_at timestamptz,
  -- When the provider is asked next; null where nothing is expected of it.
  due_at timestamptz default now(),
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  paid_at timestamptz,
  task_id uuid,
  erp_number text,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  unique (tenant_id, return_code),
  foreign key (tenant_id, account_id) references payment_accounts,
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, task_id) references erp_tasks
);
create unique index payments_tenant_id_session_id_idx on payments (tenant_id, account_id, session_id)
  where session_id is not null;
create unique index payments_tenant_id_provider_payment_id_idx
  on payments (tenant_id, account_id, provider_payment_id) where provider_payment_id is not null;
create index payments_tenant_id_customer_id_idx on payments (tenant_id, customer_id, created_at desc, id desc);
create index payments_tenant_id_created_at_idx on payments (tenant_id, created_at desc, id desc);
create index payments_tenant_id_due_at_idx on payments (tenant_id, due_at) where due_at is not null;
select portico_protect('payments', 'select, insert, update');

create table payment_items (
  tenant_id uuid not null,
  payment_id uuid not null,
  item_id uuid not null,
  -- Credits that are taken along are negative.
  amount numeric(19, 4) not null check (amount <> 0),
  -- What of it was open, less what was on its way.
  open_at_creation numeric(19, 4) not null,
  primary key (tenant_id, payment_id, item_id),
  foreign key (tenant_id, payment_id) references payments on delete cascade,
  foreign key (tenant_id, item_id) references open_items on delete cascade
);
create index payment_items_tenant_id_item_id_idx on payment_items (tenant_id, item_id);
select portico_protect('payment_items', 'select, insert');

-- What became of a payment, step by step; nothing of it is changed or taken away.
create table payment_events (
  tenant_id uuid not null,
  id bigint generated always as identity,
  payment_id uuid not null,
  state text not null,
  source text not null check (source in ('customer', 'return', 'webhook', 'janitor')),
  received numeric(19, 4) not null,
  refunded numeric(19, 4) not null,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, payment_id) references payments on delete cascade
);
create index payment_events_tenant_id_payment_id_idx on payment_events (tenant_id, payment_id, id);
select portico_protect('payment_events', 'select, insert');

-- Hints of providers, each once: that something happened, never what.
create table payment_hints (
  tenant_id uuid not null,
  account_id uuid not null,
  event_id text not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, account_id, event_id),
  foreign key (tenant_id, account_id) references payment_accounts on delete cascade
);
create index payment_hints_tenant_id_received_at_idx on payment_hints (tenant_id, received_at);
select portico_protect('payment_hints', 'select, insert, delete');

-- Whose payments have a provider to be asked, and when; read before a tenant is entered, so it holds nothing but that.
create table payment_due (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenants on delete cascade,
  due_at timestamptz not null default now()
);
create index payment_due_due_at_idx on payment_due (due_at);
create index payment_due_tenant_id_idx on payment_due (tenant_id, due_at);
grant select, insert, delete on payment_due to portico_app;
