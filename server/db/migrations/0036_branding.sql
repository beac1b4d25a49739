-- The look of a tenant as versions: what holds, what held before, and what is to hold from an instant on. What holds
-- now stands in `tenants`, where every page, mail and file reads it.

-- Logos as PNG, whatever they came as, by their hash. Versions name them, so that one that held before can come back.
create table brand_pictures (
  tenant_id uuid not null references tenants on delete cascade,
  sha256 text not null,
  content bytea not null,
  width integer not null,
  height integer not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, sha256)
);

alter table tenants
  -- { light, dark, login, favicon }: { id, width, height }
  add column logos jsonb not null default '{}',
  -- By language: { source, tree }
  add column welcome jsonb not null default '{}',
  add column terms_texts jsonb not null default '{}',
  -- By language, one line.
  add column footer jsonb not null default '{}',
  -- When the next version is to hold; null where none waits.
  add column look_due timestamptz;
create index tenants_look_due_idx on tenants (look_due) where look_due is not null;

alter table tenant_logos no force row level security;
insert into brand_pictures (tenant_id, sha256, content, width, height)
  select distinct on (tenant_id, sha256) tenant_id, sha256, content, width, height from tenant_logos;
update tenants t set logos = l.logos from (
  select tenant_id, jsonb_object_agg(scheme, jsonb_build_object('id', sha256, 'width', width, 'height', height)) as logos
  from tenant_logos group by tenant_id
) l where l.tenant_id = t.id;
drop table tenant_logos;
select portico_protect('brand_pictures', 'select, insert, delete');

create table branding_versions (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  -- Counts up within the tenant.
  number integer not null,
  look jsonb not null,
  -- Names of the parts that it changed.
  changes jsonb not null default '[]',
  -- From when it holds, until another does.
  holds_at timestamptz not null,
  created_at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  primary key (tenant_id, id),
  unique (tenant_id, number)
);
create index branding_versions_tenant_id_holds_at_idx on branding_versions (tenant_id, holds_at, number);
insert into branding_versions (tenant_id, number, look, holds_at, created_at, actor_kind)
  select id, 1, jsonb_build_object('theme', theme, 'strings', strings, 'logos', logos, 'welcome', '{}'::jsonb,
      'footer', '{}'::jsonb, 'terms', case when terms_version is not null
        then jsonb_build_object('version', terms_version, 'urls', terms_url, 'texts', '{}'::jsonb) end),
    created_at, created_at, 'operator'
  from tenants;
select portico_protect('branding_versions', 'select, insert, delete');

-- What is being worked on. Without a look of its own it is what holds.
create table branding_drafts (
  tenant_id uuid primary key references tenants on delete cascade,
  look jsonb,
  -- Number of the version that held when the work on it began.
  base integer,
  version integer not null default 1
);
select portico_protect('branding_drafts', 'select, insert, update');

-- Has the newest version that is due hold, in the directory that the server itself may not write, for the tenant of
-- the transaction. Who only looks leaves it to another transaction that does so at the same time; who publishes waits.
create function portico_hold_look(waits boolean default true) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  held jsonb;
begin
  if waits then perform from tenants where id = tenant for update;
  else perform from tenants where id = tenant for update skip locked;
  end if;
  if not found then return; end if;
  select look into held from branding_versions
    where tenant_id = tenant and holds_at <= now() order by holds_at desc, number desc limit 1;
  if held is null then return; end if;
  update tenants set
    theme = held -> 'theme', strings = held -> 'strings', logos = held -> 'logos', welcome = held -> 'welcome',
    footer = held -> 'footer', terms_version = held #>> '{terms,version}',
    terms_url = coalesce(held #> '{terms,urls}', '{}'), terms_texts = coalesce(held #> '{terms,texts}', '{}'),
    look_due = (select min(holds_at) from branding_versions where tenant_id = tenant and holds_at > now())
  where id = tenant;
end $$;
revoke execute on function portico_hold_look from public;
grant execute on function portico_hold_look to portico_app;
