-- People of staff and their access are looked after from the portal, not from the command line alone.

-- Counts what an editor may have changed meanwhile.
alter table staff_users add column version integer not null default 1;

-- What a person of staff did is read by who it was.
create index audit_events_staff_idx on audit_events (tenant_id, actor_id, id) where actor_kind = 'staff';
-- Who manages access for the whole company: it is not left without the last of them.
create index staff_users_tenant_id_managers_idx on staff_users (tenant_id)
  where all_customers and active and 'access.manage' = any(permissions);

-- Permissions that one person asked for and a second has to confirm. Settled ones are kept: who confirmed is history.
create table staff_requests (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  staff_user_id uuid not null,
  permission text not null,
  requested_by uuid not null,
  requested_at timestamptz not null default now(),
  expires_at timestamptz not null,
  settled_at timestamptz,
  settled_by uuid,
  outcome text check (outcome in ('confirmed', 'refused')),
  primary key (tenant_id, id),
  check ((settled_at is null) = (outcome is null)),
  foreign key (tenant_id, staff_user_id) references staff_users on delete cascade,
  foreign key (tenant_id, requested_by) references identities on delete cascade
);
create index staff_requests_open_idx on staff_requests (tenant_id, staff_user_id) where settled_at is null;
create index staff_requests_tenant_id_requested_by_idx on staff_requests (tenant_id, requested_by);
select portico_protect('staff_requests');

-- Names as they are searched and sorted by, spelled as those of contacts.
alter table identities add column search_text text collate "C" not null generated always as (
  ' ' || regexp_replace(
    lower(regexp_replace(normalize(name || ' ' || coalesce(email, ''), NFD), '[\u0300-\u036f]', '', 'g')),
    '[^[:alnum:]]+', ' ', 'g')) stored;
