-- Ship-to addresses that a grant is limited to; none is no limit. So an address that is named here cannot be taken
-- away: what is left would be no limit at all. One the ERP deletes keeps its row, and its orders.
create table contact_grant_addresses (
  tenant_id uuid not null,
  contact_id uuid not null,
  permission text not null,
  address_id uuid not null,
  primary key (tenant_id, contact_id, permission, address_id),
  foreign key (tenant_id, contact_id, permission) references contact_grants on delete cascade,
  foreign key (tenant_id, address_id) references addresses
);
create index contact_grant_addresses_tenant_id_address_id_idx on contact_grant_addresses (tenant_id, address_id);
select portico_protect('contact_grant_addresses');
