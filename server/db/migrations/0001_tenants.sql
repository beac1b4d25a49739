-- The role whose rights every query of the server has: no DDL, no bypass of row-level security.
-- On PostgreSQL the server's login is a member of it; on PGlite each transaction drops to it.
do $$ begin
  if not exists (select from pg_roles where rolname = 'portico_app') then
    create role portico_app nologin;
  end if;
end $$;

-- Puts the tenant's wall around a table. Without a tenant in the transaction nothing is visible:
-- the setting reads as an empty string after a transaction that set it, hence nullif. As a subquery it
-- is read once per statement, not once per row.
create function portico_protect(target regclass, rights text default 'select, insert, update, delete')
returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant_wall on %s
       using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
       with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))',
    target
  );
  execute format('grant %s on %s to portico_app', rights, target);
end $$;
revoke execute on function portico_protect from public;

-- Statistics of a table that has doubled since they were taken. A bulk import outruns autovacuum, the
-- embedded database has none, and foreign keys checked by a plan made for an empty table read all of it.
create function portico_freshen(target text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if (select pg_relation_size(oid) / 8192 > 2 * greatest(relpages, 1) from pg_class where oid = target::regclass) then
    execute format('analyze %s', target::regclass);
  end if;
end $$;
revoke execute on function portico_freshen from public;
grant execute on function portico_freshen to portico_app;

-- The directory: read before it is known whose request this is, so it holds nothing secret.
create table tenants (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{0,39}$'),
  name text not null,
  locale text not null,
  formats jsonb not null default '{}',
  time_zone text not null,
  theme jsonb not null default '{}',
  strings jsonb not null default '{}',
  session_idle interval not null default '30 minutes',
  session_life interval not null default '12 hours',
  created_at timestamptz not null default now()
);
grant select on tenants to portico_app;

create table tenant_origins (
  tenant_id uuid not null references tenants on delete cascade,
  origin text not null,
  primary key (tenant_id, origin)
);
-- A preflight names no tenant: it asks whether any tenant allows the origin.
create index tenant_origins_origin_idx on tenant_origins (origin);
grant select on tenant_origins to portico_app;

create table tenant_hosts (
  host text primary key,
  tenant_id uuid not null references tenants on delete cascade
);
grant select on tenant_hosts to portico_app;

-- Who did what. The server may add and read, never change.
create table audit_events (
  tenant_id uuid not null references tenants on delete cascade,
  id bigint generated always as identity,
  at timestamptz not null default now(),
  event text not null,
  actor_kind text not null,
  actor_id uuid,
  record text,
  detail jsonb not null default '{}',
  ip text,
  user_agent text,
  request_id text,
  primary key (tenant_id, id)
);
select portico_protect('audit_events', 'select, insert');
