-- The outbox is the queue: every mail of the portal, from asking for it to the relay's answer.
create table mails (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  -- Which composer writes it, and the ids it starts from. Secrets come into being when it is sent.
  kind text not null,
  data jsonb not null default '{}',
  priority smallint not null default 5,
  -- `handing` is committed before the final dot leaves: whoever dies there leaves an `unknown`, never a double.
  state text not null default 'queued' check (state in
    ('queued', 'sending', 'handing', 'accepted', 'deferred', 'failed', 'unknown', 'cancelled')),
  tries smallint not null default 0,
  due_at timestamptz not null default now(),
  give_up_at timestamptz not null,
  -- Who works on it, and until when this may be believed.
  claim uuid,
  lease_until timestamptz,
  recipient text,
  subject text,
  -- Why it ended as it did, as a code, and the relay's own words.
  reason text,
  reply text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id)
);
create index mails_tenant_id_priority_idx on mails (tenant_id, priority, due_at) where state in ('queued', 'deferred');
create index mails_tenant_id_lease_until_idx on mails (tenant_id, lease_until) where state in ('sending', 'handing');
create index mails_tenant_id_created_at_idx on mails (tenant_id, created_at);
select portico_protect('mails');

-- Whose outbox has something to do, and when. Read by workers before they enter a tenant, so it
-- holds nothing but that.
create table mail_due (
  tenant_id uuid primary key references tenants on delete cascade,
  due_at timestamptz not null
);
create index mail_due_due_at_idx on mail_due (due_at);
grant select, insert, update, delete on mail_due to portico_app;
