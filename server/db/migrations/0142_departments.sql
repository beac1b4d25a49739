-- The departments of a tenant: the built-in ones, and those it names itself (spec S21.3).
create table departments (
  tenant_id uuid not null references tenants on delete cascade,
  -- What refers to it, made once of its first name.
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  -- By language; none of a built-in one, whose names are texts of the catalogue.
  names jsonb not null default '{}',
  built_in boolean not null default false,
  -- What goes out in its name: mails of access and the foot of the portal, statements.
  signs text[] not null default '{}' check (signs <@ array['access', 'statements']),
  -- Nobody can choose it any more; what refers to it goes on naming it.
  retired_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key),
  check (built_in = (names = '{}')),
  check (not (built_in and retired_at is not null))
);
select portico_protect('departments');

-- The wall stands for the owner, too, hence aside for a moment.
alter table departments no force row level security;
alter table threads no force row level security;
alter table service_categories no force row level security;
alter table department_contacts no force row level security;

insert into departments (tenant_id, key, built_in, signs)
  select t.id, b.key, true, cast(b.signs as text[])
  from tenants t, (values ('customer_service', '{access}'), ('receivables', '{statements}'), ('logistics', '{}')) b (key, signs);

-- What was typed becomes a department of its own, or the built-in one of that name.
create temporary table typed on commit drop as
  select tenant_id, name, case
      when lower(name) in ('logística', 'logistica', 'logistics') then 'logistics'
      when lower(name) in ('cuentas por cobrar', 'contas a receber', 'accounts receivable') then 'receivables'
      when lower(name) in ('atención a clientes', 'atendimento ao cliente', 'customer service') then 'customer_service'
      else 'd_' || dense_rank() over (partition by tenant_id order by lower(name)) end as key
  from (select tenant_id, department as name from threads where department is not null
    union select tenant_id, department from service_categories where department is not null) all_names;
insert into departments (tenant_id, key, names)
  select y.tenant_id, y.key, jsonb_build_object(t.locale, min(trim(y.name)))
  from typed y join tenants t on t.id = y.tenant_id where y.key like 'd\_%' group by y.tenant_id, y.key, t.locale;
update threads x set department = y.key from typed y where y.tenant_id = x.tenant_id and y.name = x.department;
update service_categories x set department = y.key from typed y where y.tenant_id = x.tenant_id and y.name = x.department;

alter table threads add foreign key (tenant_id, department) references departments;
alter table service_categories add foreign key (tenant_id, department) references departments;
create index service_categories_tenant_id_department_idx on service_categories (tenant_id, department);
alter table department_contacts drop constraint department_contacts_kind_check;
alter table department_contacts add foreign key (tenant_id, kind) references departments on delete cascade;
create index department_contacts_tenant_id_kind_idx on department_contacts (tenant_id, kind);

alter table departments force row level security;
alter table threads force row level security;
alter table service_categories force row level security;
alter table department_contacts force row level security;
