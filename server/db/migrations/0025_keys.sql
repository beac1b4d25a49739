-- Statistics of a table that has outgrown them: one that has doubled since they were taken, and one that was
-- emptied and filled again, which is as large as before. How many rows were added meanwhile is known late, so a
-- table that is said to hold less than one row in a page is not believed, once in a transaction.
create or replace function portico_freshen(target text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  done text := coalesce(current_setting('app.freshened', true), '');
  table_size record;
begin
  select relpages, reltuples, pg_relation_size(oid) / 8192 as pages, pg_stat_get_live_tuples(oid) as live into table_size
    from pg_class where oid = target::regclass;
  if table_size.pages > 2 * greatest(table_size.relpages, 1)
    or (table_size.relpages > 0 and strpos(done, target || ' ') = 0 and (
      table_size.reltuples < table_size.relpages
      or table_size.live > 100 + 2 * table_size.reltuples * table_size.pages / table_size.relpages))
  then
    execute format('analyze %s', target::regclass);
    perform set_config('app.freshened', done || target || ' ', true);
  end if;
end $$;

-- How many tenants there are is told, not counted: 200, as is supposed where nothing is known. A table that
-- held a row or two when it was looked at would pass for one with a tenant a row for as long as nobody looks
-- again, and then every index that begins with the tenant seems as good as the right one. Whatever is true, a
-- tenant's rows are many, and what else a statement asks for decides.
create or replace function portico_protect(target regclass, rights text default 'select, insert, update, delete')
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
  execute format('alter table %s alter column tenant_id set (n_distinct = 200)', target);
end $$;
do $$
declare
  walled record;
begin
  for walled in select oid::regclass as name, relpages from pg_class
    where relkind = 'r' and relrowsecurity and relnamespace = 'public'::regnamespace
  loop
    execute format('alter table %s alter column tenant_id set (n_distinct = 200)', walled.name);
    if walled.relpages > 0 then
      execute format('analyze %s', walled.name);
    end if;
  end loop;
end $$;

-- The wall stands for the owner, too, hence aside for a moment.
alter table sync_records no force row level security;
alter table companies no force row level security;
alter table customers no force row level security;
alter table materials no force row level security;
alter table plants no force row level security;
alter table price_lists no force row level security;
alter table addresses no force row level security;
alter table stock_readings no force row level security;
alter table price_entries no force row level security;
alter table status_map no force row level security;
alter table invoices no force row level security;
alter table open_items no force row level security;
alter table fiscal_files no force row level security;
alter table open_item_versions no force row level security;
alter table customer_companies no force row level security;

-- A key of several parts has ` / ` between them, and from now on a backslash before each stroke and backslash
-- within one, so that no two keys are the same text. Only keys of parts with such signs change.
create function pg_temp.part(text text) returns text language sql immutable as
  $$ select regexp_replace(text, '([\\/])', '\\\1', 'g') $$;
create temporary table parted on commit drop as
  select tenant_id, entity, a || ' / ' || b as old_key, pg_temp.part(a) || ' / ' || pg_temp.part(b) as new_key, deleted,
    count(*) over (partition by tenant_id, entity, a || ' / ' || b) > 1 as doubtful
  from (
    select d.tenant_id, 'addresses' as entity, o.number_key as a, d.code_key as b, d.deleted_at is not null as deleted
      from addresses d join customers o on o.tenant_id = d.tenant_id and o.id = d.customer_id
    union all
    select d.tenant_id, 'stock-readings', m.number_key, p.code_key, d.deleted_at is not null
      from stock_readings d join materials m on m.tenant_id = d.tenant_id and m.id = d.material_id
      join plants p on p.tenant_id = d.tenant_id and p.id = d.plant_id
    union all
    select d.tenant_id, 'price-items', l.code_key, m.number_key, d.deleted_at is not null
      from price_entries d join price_lists l on l.tenant_id = d.tenant_id and l.id = d.list_id
      join materials m on m.tenant_id = d.tenant_id and m.id = d.material_id
    union all
    select tenant_id, 'status-map', upper(entity), code_key, deleted_at is not null from status_map
    union all
    select d.tenant_id, 'invoices', c.code_key, d.number_key, d.deleted_at is not null
      from invoices d join companies c on c.tenant_id = d.tenant_id and c.id = d.company_id
    union all
    select d.tenant_id, 'open-items', c.code_key, d.external_key, d.deleted_at is not null
      from open_items d join companies c on c.tenant_id = d.tenant_id and c.id = d.company_id
    union all
    select tenant_id, 'fiscal-files', fiscal_key, upper(kind), deleted_at is not null from fiscal_files
  ) r
  where a ~ '[\\/]' or b ~ '[\\/]';

-- Where two records had one key, nobody knows whose version it was: neither has one, and the next one counts.
create temporary table renamed on commit drop as
  select p.tenant_id, p.entity, p.new_key, case when not p.doubtful then s.source_version end as source_version,
    case when p.doubtful then '' else s.hash end as hash, case when p.doubtful then p.deleted else s.deleted end as deleted,
    s.synced_at
  from parted p join sync_records s on s.tenant_id = p.tenant_id and s.entity = p.entity and s.key = p.old_key;
delete from sync_records s using parted p
  where s.tenant_id = p.tenant_id and s.entity = p.entity and s.key = p.old_key;
insert into sync_records (tenant_id, entity, key, source_version, hash, deleted, synced_at)
  select tenant_id, entity, new_key, source_version, hash, deleted, synced_at from renamed
  on conflict do nothing;
-- Tombstones that came before what they delete have no row; they are parted at the first place they can be.
update sync_records set key = pg_temp.part(split_part(key, ' / ', 1)) || ' / '
    || pg_temp.part(substr(key, strpos(key, ' / ') + 3))
  where deleted and strpos(key, ' / ') > 0 and replace(key, ' / ', '') ~ '[\\/]'
    and entity in ('addresses', 'stock-readings', 'price-items', 'status-map', 'invoices', 'open-items', 'fiscal-files')
    and (tenant_id, entity, key) not in (select tenant_id, entity, new_key from renamed);

-- What was sent for a customer of a company can be seen, whether the customer's record lists the company or not.
-- Such a row stays when the customer comes again without the company.
alter table customer_companies add column from_ledger boolean not null default false;
insert into customer_companies (tenant_id, customer_id, company_id, credit_blocked, from_ledger)
  select distinct tenant_id, customer_id, company_id, false, true from open_item_versions where superseded_at = 'infinity'
  on conflict (tenant_id, customer_id, company_id) do update set from_ledger = true;

alter table sync_records force row level security;
alter table companies force row level security;
alter table customers force row level security;
alter table materials force row level security;
alter table plants force row level security;
alter table price_lists force row level security;
alter table addresses force row level security;
alter table stock_readings force row level security;
alter table price_entries force row level security;
alter table status_map force row level security;
alter table invoices force row level security;
alter table open_items force row level security;
alter table fiscal_files force row level security;
alter table open_item_versions force row level security;
alter table customer_companies force row level security;
