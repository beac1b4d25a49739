-- What a contact chose for a type of notification; where there is no row, what the type says.
create table notification_preferences (
  tenant_id uuid not null,
  contact_id uuid not null,
  type text not null,
  mail text not null check (mail in ('now', 'daily', 'weekly', 'off')),
  inbox boolean not null,
  -- Kept on by the company: the contact cannot switch it off.
  locked boolean not null default false,
  -- What mails were before a link in one of them ended them; the way back.
  mail_before text check (mail_before in ('now', 'daily', 'weekly')),
  primary key (tenant_id, contact_id, type),
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);
select portico_protect('notification_preferences');

-- Records a contact wants to hear nothing more of; one column a kind, as events have them.
create table notification_mutes (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  contact_id uuid not null,
  order_id uuid,
  invoice_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  foreign key (tenant_id, order_id) references orders on delete cascade,
  foreign key (tenant_id, invoice_id) references invoices on delete cascade,
  check (num_nonnulls(order_id, invoice_id) = 1),
  unique nulls not distinct (tenant_id, contact_id, order_id, invoice_id)
);
select portico_protect('notification_mutes');

-- Contacts who have an inbox before them: nobody writes rows for those who never look.
create table notification_readers (
  tenant_id uuid not null,
  contact_id uuid not null,
  -- When its element last asked for news.
  seen_at timestamptz not null default now(),
  -- Whose clock summaries follow; null follows the tenant.
  time_zone text,
  primary key (tenant_id, contact_id),
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);
select portico_protect('notification_readers');

create table notifications (
  tenant_id uuid not null,
  id bigint generated always as identity,
  contact_id uuid not null,
  -- The customer and the company whose record it tells of, and whether that record is the contact's own: what may be
  -- seen is decided each time.
  customer_id uuid not null,
  company_id uuid,
  own boolean not null,
  -- Events are kept for a shorter time.
  event_id bigint not null,
  type text not null,
  record_kind text,
  record_id uuid,
  data jsonb not null default '{}',
  at timestamptz not null,
  read_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, contact_id, event_id),
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);
create index notifications_unread_idx on notifications (tenant_id, contact_id, id desc) where read_at is null;
create index notifications_tenant_id_contact_id_id_idx on notifications (tenant_id, contact_id, id desc);
create index notifications_tenant_id_at_idx on notifications (tenant_id, at);
select portico_protect('notifications');

-- What waits for the next summary of a contact.
create table notification_digests (
  tenant_id uuid not null,
  contact_id uuid not null,
  event_id bigint not null,
  due_at timestamptz not null,
  primary key (tenant_id, contact_id, event_id),
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  foreign key (tenant_id, event_id) references events on delete cascade
);
create index notification_digests_tenant_id_due_at_idx on notification_digests (tenant_id, due_at);
select portico_protect('notification_digests');

-- A mail that others of its bundle join as long as it waits.
alter table mails add column bundle text;
create index mails_tenant_id_bundle_idx on mails (tenant_id, bundle) where bundle is not null and state = 'queued';

insert into server_secrets (name, secret)
  values ('unsubscribe', sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')));
