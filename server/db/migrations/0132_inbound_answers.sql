-- When the sender of a mail that found no conversation was last answered: once a day, however many come.
create table inbound_answers (
  tenant_id uuid not null references tenants on delete cascade,
  -- Its address, in small letters.
  sender text not null,
  at timestamptz not null default now(),
  primary key (tenant_id, sender)
);
create index inbound_answers_tenant_id_at_idx on inbound_answers (tenant_id, at);
select portico_protect('inbound_answers');
