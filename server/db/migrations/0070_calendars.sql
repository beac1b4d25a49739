-- The days that are worked: of the tenant, and where it differs of one company or of one place.
create table calendars (
  tenant_id uuid not null references tenants on delete cascade,
  -- `tenant`, `company:<code>` or `location:<code>`, as look-up keys.
  key text not null,
  company_id uuid,
  -- Code of a place; it need not be known.
  location text,
  -- From 1 for Monday to 7.
  weekdays smallint[] not null check (weekdays <@ '{1,2,3,4,5,6,7}' and cardinality(weekdays) > 0),
  version integer not null default 1,
  primary key (tenant_id, key),
  foreign key (tenant_id, company_id) references companies on delete cascade,
  check (num_nonnulls(company_id, location) <= 1)
);
create index calendars_tenant_id_company_id_idx on calendars (tenant_id, company_id) where company_id is not null;
select portico_protect('calendars');

-- Days off besides.
create table calendar_days (
  tenant_id uuid not null,
  key text not null,
  day date not null,
  name text not null,
  primary key (tenant_id, key, day),
  foreign key (tenant_id, key) references calendars on delete cascade
);
select portico_protect('calendar_days');
