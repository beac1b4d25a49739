-- When a customer says it pays a document. One word for each holds at a time.
create table payment_promises (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  item_id uuid not null,
  customer_id uuid not null,
  company_id uuid not null,
  contact_id uuid not null,
  amount numeric(19, 4) not null check (amount > 0),
  currency text not null,
  -- What of the document was open when it was said.
  open_at numeric(19, 4) not null,
  promised_on date not null,
  note text,
  at timestamptz not null default date_trunc('milliseconds', now()),
  -- What became of it; null as long as that is read from the ledger.
  ended text check (ended in ('kept', 'late', 'broken', 'replaced', 'withdrawn')),
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, item_id) references open_items on delete cascade,
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, contact_id) references contacts,
  check ((ended is null) = (ended_at is null))
);
create unique index payment_promises_tenant_id_item_id_idx on payment_promises (tenant_id, item_id)
  where ended is null;
create index payment_promises_tenant_id_at_idx on payment_promises (tenant_id, at desc, id desc);
create index payment_promises_tenant_id_customer_id_idx on payment_promises (tenant_id, customer_id, company_id)
  where ended is null;
create index payment_promises_tenant_id_promised_on_idx on payment_promises (tenant_id, promised_on)
  where ended is null;
select portico_protect('payment_promises', 'select, insert, update');

-- That a customer says a document is not right.
create table payment_disputes (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  item_id uuid not null,
  customer_id uuid not null,
  company_id uuid not null,
  contact_id uuid not null,
  reason text not null,
  amount numeric(19, 4) not null check (amount > 0),
  currency text not null,
  text text not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'refused', 'withdrawn')),
  answer text,
  at timestamptz not null default date_trunc('milliseconds', now()),
  decided_by uuid,
  decided_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, item_id) references open_items on delete cascade,
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, decided_by) references identities,
  check ((state in ('accepted', 'refused')) = (answer is not null)),
  check ((state = 'open') = (decided_at is null))
);
create unique index payment_disputes_tenant_id_item_id_idx on payment_disputes (tenant_id, item_id)
  where state = 'open';
create index payment_disputes_tenant_id_at_idx on payment_disputes (tenant_id, at desc, id desc);
create index payment_disputes_tenant_id_customer_id_idx on payment_disputes (tenant_id, customer_id, company_id)
  where state = 'open';
select portico_protect('payment_disputes', 'select, insert, update');
