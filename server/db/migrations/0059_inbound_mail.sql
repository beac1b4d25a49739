-- Answers by mail: where they come in, and what came in that nobody could be found for.

-- The mailbox that a customer's message reaches, the domain of addresses for answers (null: mails cannot be answered),
-- and whether its relay knows addresses with a plus.
alter table tenants
  add column message_mailbox text,
  add column inbound_domain text,
  add column reply_form text not null default 'plus' check (reply_form in ('plus', 'plain')),
  -- Counts the changes of these: an editor may have older ones on screen.
  add column messages_version integer not null default 1;
create index tenants_inbound_domain_idx on tenants (inbound_domain) where inbound_domain is not null;

-- Mails that are in no thread, for people to look at: 30 days, or until they are assigned.
create table unmatched_mails (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  at timestamptz not null default now(),
  reason text not null,
  from_name text,
  from_address text,
  recipients text[] not null default '{}',
  subject text not null,
  -- What its author wrote, cut.
  text text not null,
  -- Names of the files in it.
  files text[] not null default '{}',
  automatic boolean not null default false,
  -- Whose answer it would be, where its address said so.
  thread_id uuid,
  member_number bigint,
  mail_message_id text not null,
  sha256 text not null,
  bytes bigint not null,
  state text not null default 'open' check (state in ('open', 'assigned', 'discarded')),
  settled_by uuid,
  settled_at timestamptz,
  primary key (tenant_id, id),
  -- The same mail once, however often it is delivered.
  unique (tenant_id, sha256),
  foreign key (tenant_id, thread_id) references threads on delete set null (thread_id),
  foreign key (tenant_id, settled_by) references identities
);
create index unmatched_mails_tenant_id_at_idx on unmatched_mails (tenant_id, at desc, id desc) where state = 'open';
create index unmatched_mails_tenant_id_thread_id_idx on unmatched_mails (tenant_id, thread_id) where thread_id is not null;
select portico_protect('unmatched_mails');

-- The mail as it came.
create table unmatched_mail_contents (
  tenant_id uuid not null,
  mail_id uuid not null,
  content bytea not null,
  primary key (tenant_id, mail_id),
  foreign key (tenant_id, mail_id) references unmatched_mails on delete cascade
);
alter table unmatched_mail_contents alter column content set storage external;
select portico_protect('unmatched_mail_contents');

-- What people were told once a day.
create table inbound_notices (
  tenant_id uuid not null references tenants on delete cascade,
  about text not null,
  on_day date not null default current_date,
  primary key (tenant_id, about, on_day)
);
select portico_protect('inbound_notices');

-- Answers by mail are counted by member.
create index messages_tenant_id_thread_id_mail_idx on messages (tenant_id, thread_id, at) where channel = 'mail';

grant update (message_mailbox, inbound_domain, reply_form, messages_version) on tenants to portico_app;
