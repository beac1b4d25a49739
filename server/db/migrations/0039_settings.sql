-- A tenant's own administrators change some of what stands in the directory, which everybody may read: the server's
-- role may write the columns that are named here, and of its own tenant alone.
alter table tenants enable row level security;
alter table tenant_origins enable row level security;
alter table tenant_hosts enable row level security;
create policy directory_read on tenants for select using (true);
create policy directory_read on tenant_origins for select using (true);
create policy directory_read on tenant_hosts for select using (true);
create policy settings_change on tenants for update
  using (id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy settings_add on tenant_origins for insert
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy settings_remove on tenant_origins for delete
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant insert, delete on tenant_origins to portico_app;

-- Each card of the settings counts its changes, whoever makes them: an editor may have an older one on screen.
alter table tenants
  add column mail_reply_to text,
  add column sites_version integer not null default 1,
  add column access_version integer not null default 1,
  add column mail_version integer not null default 1;
grant update (page_url, password_policy, reset_by, session_idle, session_life, mail_from, mail_reply_to,
  sites_version, access_version, mail_version) on tenants to portico_app;

create function portico_settings_version() returns trigger language plpgsql as $$
begin
  if old.page_url is distinct from new.page_url then
    new.sites_version := old.sites_version + 1;
  end if;
  if (old.password_policy, old.reset_by, old.session_idle, old.session_life)
    is distinct from (new.password_policy, new.reset_by, new.session_idle, new.session_life) then
    new.access_version := old.access_version + 1;
  end if;
  if (old.mail_from, old.mail_reply_to) is distinct from (new.mail_from, new.mail_reply_to) then
    new.mail_version := old.mail_version + 1;
  end if;
  return new;
end $$;
create trigger settings_version before update on tenants for each row execute function portico_settings_version();

create function portico_sites_version() returns trigger language plpgsql as $$
begin
  update tenants set sites_version = sites_version + 1 where id = coalesce(new.tenant_id, old.tenant_id);
  return null;
end $$;
create trigger sites_version after insert or delete on tenant_origins for each row
  execute function portico_sites_version();

-- Keys of machines: from where they may come, who made them, and which one takes the place of which.
alter table api_keys
  -- Addresses and networks, as `203.0.113.0/24`; none is no limit.
  add column networks text[] not null default '{}',
  add column created_by uuid,
  add column replaced_by uuid,
  -- When its owners were told of its end.
  add column warned_at timestamptz,
  add column version integer not null default 1;
