-- Links by which somebody without an account follows one shipment. The address itself is kept nowhere.
create table shipment_shares (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  shipment_id uuid not null,
  -- Whose the shipment was then: what became another customer's is no longer shown.
  customer_id uuid not null,
  -- SHA-256 of the code in the address.
  code_hash bytea not null,
  -- Who made it: a contact, or a person of the company. What they may no longer see, their links do not show.
  contact_id uuid,
  staff_identity_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  views integer not null default 0,
  last_view_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code_hash),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade,
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  foreign key (tenant_id, staff_identity_id) references identities on delete cascade,
  check (num_nonnulls(contact_id, staff_identity_id) = 1)
);
create index shipment_shares_tenant_id_shipment_id_idx on shipment_shares (tenant_id, shipment_id, created_at desc);
create index shipment_shares_tenant_id_expires_at_idx on shipment_shares (tenant_id, expires_at);
create index shipment_shares_tenant_id_contact_id_idx on shipment_shares (tenant_id, contact_id);
select portico_protect('shipment_shares');

-- The address of a contact's calendar, which a calendar program asks without a session; one at a time.
create table calendar_feeds (
  tenant_id uuid not null,
  contact_id uuid not null,
  code_hash bytea not null,
  created_at timestamptz not null default now(),
  last_read_at timestamptz,
  primary key (tenant_id, contact_id),
  unique (tenant_id, code_hash),
  foreign key (tenant_id, contact_id) references contacts on delete cascade
);
select portico_protect('calendar_feeds');
