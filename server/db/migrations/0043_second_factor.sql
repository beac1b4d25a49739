-- A second factor: a code of an authenticator beside the password, and recovery codes for when that is lost.

-- Whom the tenant demands it of.
alter table tenants add column second_factor text not null default 'optional'
  check (second_factor in ('optional', 'staff', 'everyone'));
-- The server sets this one of a tenant's settings itself, and of its own tenant alone.
create function portico_set_second_factor(demand text) returns void
language sql security definer set search_path = public, pg_temp as $$
  update tenants set second_factor = demand where id = nullif(current_setting('app.tenant_id', true), '')::uuid;
$$;
revoke execute on function portico_set_second_factor from public;
grant execute on function portico_set_second_factor to portico_app;

create table second_factors (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  identity_id uuid not null,
  name text not null,
  -- Of the authenticator, sealed with a key of the servers (`features/access/factors/factor-secrets.ts`).
  secret bytea not null,
  created_at timestamptz not null default now(),
  -- Null until a code has shown that the authenticator has the secret; it is none before.
  confirmed_at timestamptz,
  last_used_at timestamptz,
  -- The 30 seconds that the last code was of: a code works once.
  last_step bigint not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
create index second_factors_tenant_id_identity_id_idx on second_factors (tenant_id, identity_id);
select portico_protect('second_factors');

create table recovery_codes (
  tenant_id uuid not null,
  identity_id uuid not null,
  code_hash text not null,
  used_at timestamptz,
  primary key (tenant_id, identity_id, code_hash),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
select portico_protect('recovery_codes');

insert into server_secrets (name, secret)
  values ('factors', sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')));

-- `code`: the password was right and a code is owed.
alter table sessions drop constraint sessions_access_check;
alter table sessions
  add constraint sessions_access_check check (access in ('full', 'temporary', 'host', 'code')),
  -- When the person last proved to be there, by the password or a code.
  add column confirmed_at timestamptz,
  add column wrong_codes smallint not null default 0;
