-- One opaque session: the browser holds 32 random bytes, the table their SHA-256.
create table sessions (
  tenant_id uuid not null,
  token_hash text not null,
  id uuid not null default gen_random_uuid(),
  identity_id uuid not null,
  contact_id uuid,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  origin text,
  user_agent text,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, identity_id) references identities on delete cascade,
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);
create index sessions_tenant_id_identity_id_idx on sessions (tenant_id, identity_id);
select portico_protect('sessions');

-- Keys of machines (the ERP): `<prefix>.<secret>`, of which the secret is kept as SHA-256.
create table api_keys (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  prefix text not null,
  secret_hash text not null,
  name text not null,
  permissions text[] not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, prefix)
);
select portico_protect('api_keys');

-- Counters of wrong attempts, shared by all servers. Keys are hashes, so this holds no names.
create table throttles (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index throttles_expire_idx on throttles (expire);
grant select, insert, update, delete on throttles to portico_app;
