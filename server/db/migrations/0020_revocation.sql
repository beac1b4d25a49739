-- What a credential gave is taken back with it. Triggers, because the rows that credentials hang on are
-- written from many sides (sync, administrators, people, an operator's own SQL) and none may forget.

-- The key that vouched. Sessions from before nobody can tell apart; their hosts vouch again.
alter table sessions no force row level security;
delete from sessions where access = 'host';
alter table sessions force row level security;
alter table sessions
  add column host_key_id uuid,
  add foreign key (tenant_id, host_key_id) references host_keys on delete cascade,
  add check ((access = 'host') = (host_key_id is not null));
create index sessions_tenant_id_host_key_id_idx on sessions (tenant_id, host_key_id) where host_key_id is not null;
create index sessions_tenant_id_contact_id_idx on sessions (tenant_id, contact_id);

-- Beside the password, and beside each other: a mailed one must lock out nobody who did not ask for it.
create table temporary_passwords (
  tenant_id uuid not null,
  identity_id uuid not null,
  -- `assigned` by the company; `reset`: mailed to whoever asked.
  origin text not null check (origin in ('assigned', 'reset')),
  hash text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, identity_id, origin),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
select portico_protect('temporary_passwords');
alter table temporary_passwords no force row level security;
alter table identities no force row level security;
insert into temporary_passwords (tenant_id, identity_id, origin, hash, expires_at)
  select tenant_id, id, 'assigned', temporary_hash, coalesce(temporary_expires_at, now())
  from identities where temporary_hash is not null;
alter table identities force row level security;
alter table temporary_passwords force row level security;
alter table identities drop column temporary_hash, drop column temporary_expires_at;

-- All that a person had: sessions, open links and known browsers, but the browser that the transaction
-- names in `app.device` (the SHA-256 of its cookie).
create function portico_revoke_identity(tenant uuid, identity uuid) returns void language sql as $$
  delete from sessions where tenant_id = tenant and identity_id = identity;
  update access_links set ended_at = now()
    where tenant_id = tenant and identity_id = identity and ended_at is null;
  delete from devices where tenant_id = tenant and identity_id = identity
    and token_hash is distinct from nullif(current_setting('app.device', true), '');
$$;

-- Sessions of one membership; everything, where the person has no other and is none of the company.
create function portico_revoke_contact(tenant uuid, contact uuid, identity uuid) returns void
language plpgsql as $$
begin
  delete from sessions where tenant_id = tenant and contact_id = contact;
  if identity is not null
    and not exists (
      select from contacts c join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id
      where c.tenant_id = tenant and c.identity_id = identity and c.active and c.deleted_at is null and k.deleted_at is null)
    and not exists (select from staff_users u where u.tenant_id = tenant and u.identity_id = identity and u.active)
  then
    perform portico_revoke_identity(tenant, identity);
  end if;
end $$;

create function portico_identity_changed() returns trigger language plpgsql as $$
begin
  perform portico_revoke_identity(new.tenant_id, new.id);
  return null;
end $$;
create trigger revoke after update on identities for each row
  when (old.password_hash is distinct from new.password_hash or (old.disabled_at is null and new.disabled_at is not null))
  execute function portico_identity_changed();

create function portico_contact_changed() returns trigger language plpgsql as $$
begin
  -- What was granted was granted for the customer.
  if old.customer_id <> new.customer_id then
    delete from contact_grants where tenant_id = old.tenant_id and contact_id = old.id;
  end if;
  perform portico_revoke_contact(old.tenant_id, old.id, old.identity_id);
  return null;
end $$;
create trigger revoke after update on contacts for each row
  when ((old.active and not new.active) or (old.deleted_at is null and new.deleted_at is not null)
    or old.customer_id <> new.customer_id
    or (old.identity_id is not null and old.identity_id is distinct from new.identity_id))
  execute function portico_contact_changed();

create function portico_customer_deleted() returns trigger language plpgsql as $$
begin
  perform portico_revoke_contact(c.tenant_id, c.id, c.identity_id)
    from contacts c where c.tenant_id = new.tenant_id and c.customer_id = new.id;
  return null;
end $$;
create trigger revoke after update on customers for each row
  when (old.deleted_at is null and new.deleted_at is not null)
  execute function portico_customer_deleted();
create index contacts_tenant_id_customer_id_idx on contacts (tenant_id, customer_id);

create function portico_staff_changed() returns trigger language plpgsql as $$
begin
  perform portico_revoke_identity(new.tenant_id, new.identity_id);
  return null;
end $$;
create trigger revoke after update on staff_users for each row
  when (old.active and not new.active) execute function portico_staff_changed();

create function portico_host_key_revoked() returns trigger language plpgsql as $$
begin
  delete from sessions where tenant_id = new.tenant_id and host_key_id = new.id;
  return null;
end $$;
create trigger revoke after update on host_keys for each row
  when (old.revoked_at is null and new.revoked_at is not null)
  execute function portico_host_key_revoked();
