-- A passkey as a second factor, beside codes of an application. It belongs to the portal's own address, so it is made
-- and shown in a window of ours (`features/access/factors/passkey.page.ts`).
alter table second_factors no force row level security;
alter table second_factors
  add column kind text not null default 'app' check (kind in ('app', 'passkey')),
  alter column secret drop not null,
  add column credential_id bytea,
  add column public_key bytea,
  -- How often it says it was used; the count of a copy falls behind.
  add column uses bigint not null default 0,
  add column transports text[] not null default '{}',
  add constraint second_factors_secret_check check (kind = 'passkey' or secret is not null),
  -- None is a passkey in use without what it is checked against.
  add constraint second_factors_passkey_check
    check (kind = 'app' or confirmed_at is null or (credential_id is not null and public_key is not null));
alter table second_factors force row level security;
create unique index second_factors_credential_id_idx on second_factors (tenant_id, credential_id);

-- A window that somebody opened to make a passkey or to show one.
create table passkey_windows (
  tenant_id uuid not null,
  token_hash text not null,
  identity_id uuid not null,
  -- Whose it is: what the window brings works for this session alone.
  session_id uuid not null,
  -- The page it was opened from.
  origin text not null,
  -- The passkey that is made; null where one is shown.
  factor_id uuid,
  challenge text not null,
  -- What the window hands over in place of a code; works once.
  code_hash text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, identity_id) references identities on delete cascade,
  foreign key (tenant_id, factor_id) references second_factors on delete cascade
);
create index passkey_windows_tenant_id_identity_id_idx on passkey_windows (tenant_id, identity_id);
create index passkey_windows_tenant_id_factor_id_idx on passkey_windows (tenant_id, factor_id);
select portico_protect('passkey_windows');
