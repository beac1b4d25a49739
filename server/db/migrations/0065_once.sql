-- What a person sends once is kept like the batch of a machine: by whoever sent it, and for as long as it says.
alter table idempotency_keys rename column api_key_id to owner_id;
alter table idempotency_keys add column kept_until timestamptz not null default now() + interval '24 hours';
drop index idempotency_keys_created_at_idx;
create index idempotency_keys_kept_until_idx on idempotency_keys (kept_until);
