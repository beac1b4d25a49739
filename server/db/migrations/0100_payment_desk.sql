-- What becomes of money after it came: receipts, returns, what people decide, and whether both sides say the same.
alter table payments
  -- Names its receipt in its public address, from when money came.
  add column receipt_code text,
  -- What the provider kept of it.
  add column fee numeric(19, 4),
  -- What a person made of money that nobody expected: it stays to the customer's credit, or it is applied.
  add column settled text check (settled in ('credit', 'applied')),
  add column settled_by uuid,
  add column settled_note text,
  add column settled_at timestamptz,
  add column told_expiring boolean not null default false,
  add foreign key (tenant_id, settled_by) references identities;
create unique index payments_tenant_id_receipt_code_idx on payments (tenant_id, receipt_code)
  where receipt_code is not null;
create index payments_tenant_id_review_idx on payments (tenant_id, created_at desc, id desc)
  where state in ('mismatch', 'late', 'charged_back', 'unknown', 'paid') and settled is null;
create index payments_tenant_id_expires_at_idx on payments (tenant_id, expires_at)
  where state = 'pending' and not told_expiring;

-- Above which amount a second person has to confirm that money goes back.
alter table payment_accounts add column second_above numeric(19, 4) not null default 0 check (second_above >= 0);

alter table payment_events drop constraint payment_events_source_check;
alter table payment_events add constraint payment_events_source_check
  check (source in ('customer', 'return', 'webhook', 'janitor', 'staff', 'reconciliation'));

-- At most one mail for each state of a payment, whoever comes upon it.
create table payment_mails (
  tenant_id uuid not null,
  payment_id uuid not null,
  state text not null,
  at timestamptz not null default now(),
  primary key (tenant_id, payment_id, state),
  foreign key (tenant_id, payment_id) references payments on delete cascade
);
select portico_protect('payment_mails', 'select, insert');

-- Money that goes back. The provider knows it by its id, so that asking twice returns it once.
create table payment_refunds (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  payment_id uuid not null,
  amount numeric(19, 4) not null check (amount > 0),
  reason text not null,
  -- `waiting` for a second person, `asked` of the provider, which `returned` it or would not.
  state text not null check (state in ('waiting', 'asked', 'returned', 'declined', 'withheld')),
  asked_by uuid not null,
  decided_by uuid,
  failure text,
  at timestamptz not null default now(),
  decided_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, payment_id) references payments on delete cascade,
  foreign key (tenant_id, asked_by) references identities,
  foreign key (tenant_id, decided_by) references identities
);
create index payment_refunds_tenant_id_payment_id_idx on payment_refunds (tenant_id, payment_id);
create index payment_refunds_tenant_id_state_idx on payment_refunds (tenant_id, at) where state in ('waiting', 'asked');
select portico_protect('payment_refunds', 'select, insert, update');

-- What the provider says it took, held against what is known here.
create table payment_reconciliations (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  -- Whoever asked for it; null for the clock.
  asked_by uuid,
  -- From when on the provider was asked.
  since timestamptz not null,
  at timestamptz not null default now(),
  counts jsonb not null,
  -- What came, went back and was kept there, by currency.
  sums jsonb not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references payment_accounts on delete cascade,
  foreign key (tenant_id, asked_by) references identities
);
create index payment_reconciliations_tenant_id_at_idx on payment_reconciliations (tenant_id, at desc, id desc);
create index payment_reconciliations_tenant_id_account_id_idx on payment_reconciliations (tenant_id, account_id, at desc);
select portico_protect('payment_reconciliations', 'select, insert, delete');

create table payment_reconciliation_lines (
  tenant_id uuid not null,
  reconciliation_id uuid not null,
  line integer not null,
  list text not null check (list in ('matched', 'only_here', 'only_there', 'amount_differs', 'state_differs')),
  payment_id uuid,
  provider_payment text,
  currency text not null,
  received_here numeric(19, 4),
  received_there numeric(19, 4),
  refunded_here numeric(19, 4),
  refunded_there numeric(19, 4),
  fee numeric(19, 4),
  primary key (tenant_id, reconciliation_id, line),
  foreign key (tenant_id, reconciliation_id) references payment_reconciliations on delete cascade,
  foreign key (tenant_id, payment_id) references payments on delete cascade
);
create index payment_reconciliation_lines_tenant_id_payment_id_idx
  on payment_reconciliation_lines (tenant_id, payment_id) where payment_id is not null;
select portico_protect('payment_reconciliation_lines', 'select, insert');

-- Events of payments.
alter table events
  add column payment_id uuid,
  add foreign key (tenant_id, payment_id) references payments on delete cascade,
  add constraint events_payment_check
    check (payment_id is null or num_nonnulls(contact_id, order_id, invoice_id, thread_id, request_id, quote_id) = 0);
create index events_tenant_id_payment_id_idx on events (tenant_id, payment_id) where payment_id is not null;
alter table notification_mutes
  add column payment_id uuid,
  add foreign key (tenant_id, payment_id) references payments on delete cascade,
  drop constraint notification_mutes_check,
  add constraint notification_mutes_check check (num_nonnulls(order_id, invoice_id, quote_id, payment_id) = 1),
  drop constraint notification_mutes_quote_key,
  add constraint notification_mutes_payment_key
    unique nulls not distinct (tenant_id, contact_id, order_id, invoice_id, quote_id, payment_id);
