-- How a tenant lets its people in. Part of the directory: nothing secret in it.
alter table tenants
  -- The page of the tenant's own site that links in mails lead to.
  add column page_url text,
  add column password_policy jsonb not null default '{"minLength": 12, "maxLength": 128, "characters": "any"}',
  add column reset_by text not null default 'link' check (reset_by in ('link', 'temporary_password')),
  -- Sender of its mails: {"name", "address"}.
  add column mail_from jsonb,
  -- Address of the user manual by language.
  add column manuals jsonb not null default '{}';

-- Whom to ask (spec S21.3); without a company it is the tenant's.
create table department_contacts (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  company_id uuid,
  kind text not null check (kind in ('customer_service', 'receivables', 'logistics')),
  phone text,
  extension text,
  mailbox text,
  primary key (tenant_id, id),
  unique nulls not distinct (tenant_id, company_id, kind),
  foreign key (tenant_id, company_id) references companies on delete cascade
);
select portico_protect('department_contacts');

alter table login_names add column position smallint not null default 0;

-- invited: neither hash; temporary: only the temporary one; active: a password; disabled: disabled_at.
alter table identities
  add column email text,
  add column locale text check (locale in ('es', 'pt', 'en')),
  -- Beside the password, because a mailed one must not lock out who did not ask for it (spec S2.6).
  add column temporary_hash text,
  add column temporary_expires_at timestamptz,
  add column password_changed_at timestamptz;

-- Browsers a person has signed in from: known ones stay open while somebody guesses from elsewhere.
create table devices (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  identity_id uuid not null,
  token_hash text not null,
  -- What a browser that keeps no cookie is recognised by, for the notice alone.
  likeness text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, identity_id, token_hash),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
select portico_protect('devices');

alter table sessions
  add column access text not null default 'full' check (access in ('full', 'temporary', 'host')),
  -- What a host session is limited to; null: whatever is granted.
  add column permissions text[],
  add column previous_sign_in_at timestamptz;

-- Links that were mailed: the mail holds 32 random bytes, the table their SHA-256.
create table access_links (
  tenant_id uuid not null,
  token_hash text not null,
  id uuid not null default gen_random_uuid(),
  identity_id uuid not null,
  kind text not null check (kind in ('reset', 'invitation')),
  -- Where it was mailed: a link dies with the address (threat 14).
  address text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
create index access_links_tenant_id_identity_id_idx on access_links (tenant_id, identity_id);
select portico_protect('access_links');

-- Whose signature a tenant believes about its people: keys of its own servers.
create table host_keys (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  issuer text not null,
  jwks_url text,
  jwks jsonb,
  -- A shared secret has to be readable: whoever can, prefers a JWKS.
  secret text,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (tenant_id, id),
  check (num_nonnulls(jwks_url, jwks, secret) = 1)
);
select portico_protect('host_keys');

-- Assertions that were exchanged: each once.
create table used_assertions (
  tenant_id uuid not null references tenants on delete cascade,
  assertion_hash text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, assertion_hash)
);
select portico_protect('used_assertions');
