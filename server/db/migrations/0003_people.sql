create table identities (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null,
  password_hash text,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz,
  primary key (tenant_id, id)
);
select portico_protect('identities');

-- One person signs in by customer number, user name or e-mail (spec S21.1).
create table login_names (
  tenant_id uuid not null,
  name_key text not null,
  name text not null,
  identity_id uuid not null,
  primary key (tenant_id, name_key),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
create index login_names_tenant_id_identity_id_idx on login_names (tenant_id, identity_id);
select portico_protect('login_names');

-- A contact is a person's membership in one customer; the ERP owns it, the login is the portal's.
create table contacts (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  external_id text not null,
  external_key text not null,
  customer_id uuid not null,
  identity_id uuid,
  name text not null,
  email text,
  phone text,
  role text,
  active boolean not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, external_key),
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, identity_id) references identities
);
create index contacts_tenant_id_identity_id_idx on contacts (tenant_id, identity_id);
select portico_protect('contacts');

create table contact_grants (
  tenant_id uuid not null,
  contact_id uuid not null,
  permission text not null,
  scope text not null check (scope in ('own', 'customer', 'hierarchy')),
  primary key (tenant_id, contact_id, permission),
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);
select portico_protect('contact_grants');

create table staff_users (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  identity_id uuid not null,
  permissions text[] not null default '{}',
  -- Sees every customer; without it, only those of the portfolio.
  all_customers boolean not null default false,
  active boolean not null default true,
  primary key (tenant_id, id),
  unique (tenant_id, identity_id),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
select portico_protect('staff_users');

create table staff_customers (
  tenant_id uuid not null,
  staff_user_id uuid not null,
  customer_id uuid not null,
  primary key (tenant_id, staff_user_id, customer_id),
  foreign key (tenant_id, staff_user_id) references staff_users on delete cascade,
  foreign key (tenant_id, customer_id) references customers on delete cascade
);
select portico_protect('staff_customers');
