-- Filters of the portfolio that a person keeps under names of its own.
create table portfolio_filters (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  identity_id uuid not null,
  name text not null,
  -- What is searched for and how it is sorted, as the list is asked for it; what is left out is as at first.
  filter jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, identity_id, name),
  foreign key (tenant_id, identity_id) references identities on delete cascade
);
select portico_protect('portfolio_filters');
