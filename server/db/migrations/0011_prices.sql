create table price_lists (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  code text not null,
  code_key text not null,
  name text,
  currency text not null,
  tax_included boolean not null,
  valid_from date,
  valid_to date,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code_key)
);
select portico_protect('price_lists');

-- Whose list it is: one customer's, a group's, or everybody's where neither is named. A customer's own lists
-- come before those of its group, these before everybody's, and each in the order of its position.
create table price_list_assignments (
  tenant_id uuid not null,
  list_id uuid not null,
  customer_id uuid,
  customer_group text,
  position integer not null,
  check (num_nonnulls(customer_id, customer_group) <= 1),
  unique nulls not distinct (tenant_id, list_id, customer_id, customer_group),
  foreign key (tenant_id, list_id) references price_lists on delete cascade,
  foreign key (tenant_id, customer_id) references customers on delete cascade
);
create index price_list_assignments_tenant_id_customer_id_idx on price_list_assignments (tenant_id, customer_id);
create index price_list_assignments_tenant_id_customer_group_idx on price_list_assignments (tenant_id, customer_group);
select portico_protect('price_list_assignments');

-- A material in a list. The indexes read a list, or a group in it, in the order of its materials' numbers
-- from any place on, so a page costs the same at its beginning and at its end, however many prices it has.
create table price_entries (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  list_id uuid not null,
  material_id uuid not null,
  number_key text not null,
  -- The material's, kept up by the triggers below.
  material_group text,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, list_id, material_id),
  foreign key (tenant_id, list_id) references price_lists on delete cascade,
  foreign key (tenant_id, material_id) references materials on delete cascade
);
create index price_entries_tenant_id_list_id_idx on price_entries (tenant_id, list_id, number_key) where deleted_at is null;
create index price_entries_tenant_id_list_id_group_idx on price_entries (tenant_id, list_id, material_group, number_key)
  where deleted_at is null;
create index price_entries_tenant_id_material_id_idx on price_entries (tenant_id, material_id);
select portico_protect('price_entries');

-- The lock holds a change of the group back that is under way elsewhere: neither may miss the other.
create function portico_price_entry_group() returns trigger language plpgsql as $$
begin
  new.material_group := (
    select material_group from materials where tenant_id = new.tenant_id and id = new.material_id for share);
  return new;
end $$;
create trigger price_entries_group before insert on price_entries
  for each row execute function portico_price_entry_group();

create function portico_material_group() returns trigger language plpgsql as $$
begin
  update price_entries set material_group = new.material_group
    where tenant_id = new.tenant_id and material_id = new.id;
  return null;
end $$;
create trigger materials_group after update of material_group on materials
  for each row when (old.material_group is distinct from new.material_group)
  execute function portico_material_group();

-- Its prices: by unit, from a quantity on, and for a time.
create table prices (
  tenant_id uuid not null,
  entry_id uuid not null,
  line integer not null,
  unit text not null,
  price numeric(20, 6) not null,
  price_unit numeric(10, 3) not null,
  min_quantity numeric(18, 6) not null,
  valid_from date,
  valid_to date,
  primary key (tenant_id, entry_id, line),
  foreign key (tenant_id, entry_id) references price_entries on delete cascade
);
select portico_protect('prices');
