-- What the ERP sent last, per record: its version decides whether a newer one may overwrite, its hash
-- whether there is anything to write at all. A tombstone outlives the record it deleted.
create table sync_records (
  tenant_id uuid not null references tenants on delete cascade,
  entity text not null,
  key text not null,
  source_version bigint,
  hash text not null,
  deleted boolean not null,
  synced_at timestamptz not null default now(),
  -- The key comes before the entity: it is looked up by lists of keys, and a plan made before the first
  -- record of an entity came would read all of them.
  primary key (tenant_id, key, entity)
);
select portico_protect('sync_records');

-- The answer of a batch, so that the same batch sent again is answered and not applied again.
create table idempotency_keys (
  tenant_id uuid not null references tenants on delete cascade,
  api_key_id uuid not null,
  key text not null,
  body_hash text not null,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, api_key_id, key)
);
create index idempotency_keys_created_at_idx on idempotency_keys (created_at);
select portico_protect('idempotency_keys');
