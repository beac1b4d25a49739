-- Conversations between customers and the company, on a record or on the customer itself.

-- Short names of tenants, for addresses that have little room.
alter table tenants add column number integer generated always as identity;
create unique index tenants_number_idx on tenants (number);

create table threads (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  number bigint generated always as identity,
  -- Whose it is: always a customer, and of that at most one record. A further kind of record is a column here.
  customer_id uuid not null,
  order_id uuid,
  invoice_id uuid,
  shipment_id uuid,
  -- Of that record.
  company_id uuid,
  subject text not null,
  department text,
  state text not null default 'open' check (state in ('open', 'closed')),
  closed_at timestamptz,
  created_by_contact uuid,
  created_by_staff uuid,
  created_at timestamptz not null default now(),
  -- Of its newest message that customers see, and of its newest message at all.
  last_at timestamptz not null default now(),
  last_internal_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, order_id) references orders,
  foreign key (tenant_id, invoice_id) references invoices,
  foreign key (tenant_id, shipment_id) references shipments,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, created_by_contact) references contacts,
  foreign key (tenant_id, created_by_staff) references identities,
  check (num_nonnulls(order_id, invoice_id, shipment_id) <= 1)
);
create index threads_tenant_id_last_at_idx on threads (tenant_id, last_at desc, id desc);
create index threads_tenant_id_customer_id_last_at_idx on threads (tenant_id, customer_id, last_at desc, id desc);
create index threads_tenant_id_order_id_idx on threads (tenant_id, order_id) where order_id is not null;
create index threads_tenant_id_invoice_id_idx on threads (tenant_id, invoice_id) where invoice_id is not null;
create index threads_tenant_id_shipment_id_idx on threads (tenant_id, shipment_id) where shipment_id is not null;
select portico_protect('threads', 'select, insert, update');

-- Who takes part: contacts, staff, and the company's mailbox, which is the member that is neither.
create table thread_members (
  tenant_id uuid not null,
  thread_id uuid not null,
  number bigint generated always as identity,
  contact_id uuid,
  identity_id uuid,
  muted boolean not null default false,
  -- Number of the newest message that was read.
  read_number bigint not null default 0,
  joined_at timestamptz not null default now(),
  primary key (tenant_id, thread_id, number),
  unique nulls not distinct (tenant_id, thread_id, contact_id, identity_id),
  foreign key (tenant_id, thread_id) references threads on delete cascade,
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  foreign key (tenant_id, identity_id) references identities on delete cascade,
  check (num_nonnulls(contact_id, identity_id) <= 1)
);
create index thread_members_tenant_id_contact_id_idx on thread_members (tenant_id, contact_id) where contact_id is not null;
create index thread_members_tenant_id_identity_id_idx on thread_members (tenant_id, identity_id) where identity_id is not null;
select portico_protect('thread_members');

create table messages (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  number bigint generated always as identity,
  thread_id uuid not null,
  visibility text not null default 'customer' check (visibility in ('customer', 'internal')),
  channel text not null default 'portal' check (channel in ('portal', 'mail')),
  -- A message of the company's mailbox has neither contact nor staff.
  side text not null check (side in ('customer', 'company')),
  contact_id uuid,
  identity_id uuid,
  -- The address a mail came from, where it is none that its author is known by.
  other_address text,
  -- Written by a machine: folded, tells nobody, reopens nothing.
  automatic boolean not null default false,
  text text not null check (char_length(text) <= 20000),
  -- What a mail quoted of others.
  quoted text,
  -- What came with a mail and was not taken: [{code, name}].
  refused jsonb not null default '[]',
  -- Message-ID of the mail it came by: once in a thread.
  mail_message_id text,
  at timestamptz not null default now(),
  redacted_at timestamptz,
  redacted_by uuid,
  redaction_reason text,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  unique (tenant_id, thread_id, mail_message_id),
  foreign key (tenant_id, thread_id) references threads on delete cascade,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, identity_id) references identities,
  foreign key (tenant_id, redacted_by) references identities,
  check (num_nonnulls(contact_id, identity_id) <= 1),
  check (contact_id is null or side = 'customer'),
  check (identity_id is null or side = 'company'),
  check (visibility = 'customer' or side = 'company')
);
create index messages_tenant_id_thread_id_number_idx on messages (tenant_id, thread_id, number desc);
select portico_protect('messages', 'select, insert, update');

-- A note of the company is a row that customers' transactions cannot see, whatever they ask (`records/audience.ts`).
alter policy tenant_wall on messages
  using (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and (visibility = 'customer' or (select current_setting('app.audience', true)) = 'company'))
  with check (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and (visibility = 'customer' or (select current_setting('app.audience', true)) = 'company'));

create table message_files (
  tenant_id uuid not null,
  message_id uuid not null,
  file_id uuid not null,
  position integer not null,
  -- A logo or a small picture inside a mail's text: shown on demand.
  folded boolean not null default false,
  primary key (tenant_id, message_id, file_id),
  foreign key (tenant_id, message_id) references messages on delete cascade,
  foreign key (tenant_id, file_id) references files
);
create index message_files_tenant_id_file_id_idx on message_files (tenant_id, file_id);
select portico_protect('message_files', 'select, insert');

-- What belongs to a message is seen by whoever sees the message.
alter policy tenant_wall on message_files
  using (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and exists (select from messages m where m.tenant_id = message_files.tenant_id and m.id = message_id))
  with check (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and exists (select from messages m where m.tenant_id = message_files.tenant_id and m.id = message_id));

-- Where the ERP gives a record to another customer or company, its conversations follow.
create function portico_move_threads() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update threads set customer_id = new.customer_id, company_id = new.company_id
    where tenant_id = new.tenant_id and case tg_table_name
      when 'orders' then order_id when 'invoices' then invoice_id else shipment_id end = new.id;
  return null;
end $$;
revoke execute on function portico_move_threads from public;
create trigger threads_follow after update of customer_id, company_id on orders for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_threads();
create trigger threads_follow after update of customer_id, company_id on invoices for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_threads();
create trigger threads_follow after update of customer_id, company_id on shipments for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_threads();

alter table events add column thread_id uuid;
alter table events add foreign key (tenant_id, thread_id) references threads on delete cascade;
create index events_tenant_id_thread_id_idx on events (tenant_id, thread_id) where thread_id is not null;
alter table events drop constraint events_check;
alter table events add check (num_nonnulls(contact_id, order_id, invoice_id, thread_id) <= 1);

insert into server_secrets (name, secret)
  values ('reply-address', sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')));
