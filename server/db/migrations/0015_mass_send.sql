-- The language a customer is written to in, where the ERP knows it.
alter table customers add column locale text check (locale in ('es', 'pt', 'en'));

-- To which mailboxes the statements of a customer of a company go; whether it has portal users or not.
create table mailing_lists (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  company_id uuid not null,
  customer_id uuid not null,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  primary key (tenant_id, id),
  unique (tenant_id, company_id, customer_id),
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, customer_id) references customers
);
select portico_protect('mailing_lists');

create table mailing_list_mailboxes (
  tenant_id uuid not null,
  list_id uuid not null,
  position smallint not null,
  address text not null,
  address_key text not null,
  role text not null check (role in ('to', 'cc')),
  primary key (tenant_id, list_id, address_key),
  foreign key (tenant_id, list_id) references mailing_lists on delete cascade
);
select portico_protect('mailing_list_mailboxes');

-- Mailboxes that came back: nothing is sent there until somebody says it is well again.
create table bounced_mailboxes (
  tenant_id uuid not null references tenants on delete cascade,
  address_key text not null,
  bounced_at timestamptz not null default now(),
  status text,
  detail text,
  primary key (tenant_id, address_key)
);
select portico_protect('bounced_mailboxes');

-- What was pasted or dropped, as it was read, until it is saved or forgotten.
create table import_batches (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('mailing_list')),
  mode text not null check (mode in ('replace', 'add')),
  rows jsonb not null,
  created_at timestamptz not null default now(),
  created_by uuid,
  applied_at timestamptz,
  primary key (tenant_id, id)
);
create index import_batches_tenant_id_created_at_idx on import_batches (tenant_id, created_at);
select portico_protect('import_batches');

create table mass_sends (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  company_id uuid not null,
  cut_off date not null,
  state text not null default 'draft' check (state in ('draft', 'running', 'paused', 'done', 'cancelled')),
  -- Of what it was made: selection, what is skipped, the language.
  options jsonb not null,
  -- Why it was sent although the same had been sent not long before.
  forced_reason text,
  canary boolean not null default false,
  created_at timestamptz not null default now(),
  created_by uuid not null,
  started_at timestamptz,
  -- Who gets the log.
  started_by uuid,
  finished_at timestamptz,
  log_mailed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, created_by) references identities,
  foreign key (tenant_id, started_by) references identities
);
create index mass_sends_tenant_id_company_id_idx on mass_sends (tenant_id, company_id, cut_off, started_at);
select portico_protect('mass_sends');

-- One customer of a run: which statement it gets, as which file, and what became of it.
create table mass_send_recipients (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  run_id uuid not null,
  customer_id uuid not null,
  -- In the order of the list, so that pages and the first five are the same for everybody.
  line integer not null,
  -- Not selected, nothing to say, no mailbox left: why it gets nothing.
  skipped text,
  locale text not null,
  -- What was foreseen: totals by currency, and what somebody should look at first.
  totals jsonb not null default '[]',
  warnings text[] not null default '{}',
  attachment text not null,
  statement_id uuid,
  document_sha256 text,
  primary key (tenant_id, id),
  unique (tenant_id, run_id, customer_id),
  unique (tenant_id, run_id, line),
  foreign key (tenant_id, run_id) references mass_sends on delete cascade,
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, statement_id) references statements
);
select portico_protect('mass_send_recipients');

-- One mail of it per mailbox: the outbox knows how each went.
create table mass_send_mails (
  tenant_id uuid not null,
  recipient_id uuid not null,
  position smallint not null,
  address text not null,
  address_key text not null,
  role text not null check (role in ('to', 'cc')),
  -- Null until the run is started.
  mail_id uuid,
  primary key (tenant_id, recipient_id, position),
  foreign key (tenant_id, recipient_id) references mass_send_recipients on delete cascade,
  foreign key (tenant_id, mail_id) references mails on delete set null (mail_id)
);
create unique index mass_send_mails_tenant_id_mail_id_idx on mass_send_mails (tenant_id, mail_id) where mail_id is not null;
select portico_protect('mass_send_mails');

-- A second confirmation above so many customers, and no second run of the same within so many hours.
alter table tenants
  add column mass_send_limit integer not null default 500,
  add column mass_send_window_hours integer not null default 24;

-- As which a mail went out, noted with its fence: what an answer, a bounce or a relay's log names.
alter table mails add column message_id text;
-- Whether something of a run is still to go.
create index mails_tenant_id_run_idx on mails (tenant_id, (data ->> 'runId'))
  where state in ('queued', 'deferred', 'sending', 'handing') and kind = 'statement';
