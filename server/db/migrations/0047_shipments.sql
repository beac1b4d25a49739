-- Freight: shipments with what hangs on them, and what happens to them. No column for cost, margin, a provider's price,
-- an internal note or another customer is in any of these tables: what is not there cannot leak.

-- Places as the tenant names them; where it names none, a list that comes with the server answers.
create table locations (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  code text not null,
  code_key text not null,
  name text not null,
  country text,
  time_zone text,
  latitude numeric(9, 6),
  longitude numeric(9, 6),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code_key)
);
select portico_protect('locations');

create table shipments (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  company_id uuid not null,
  customer_id uuid not null,
  contact_id uuid,
  operation text not null check (operation in ('import', 'export', 'transit', 'domestic')),
  mode text not null check (mode in ('sea', 'air', 'road', 'rail', 'multimodal')),
  load text check (load in ('fcl', 'lcl', 'air', 'ftl', 'ltl')),
  incoterm text,
  incoterm_place text,
  -- Codes of places, in upper case.
  origin text,
  destination text,
  final_place text,
  carrier text,
  carrier_code text,
  vessel text,
  vessel_imo text,
  voyage text,
  flight text,
  booking text,
  booking_key text,
  master_document text,
  master_key text,
  house_document text,
  house_key text,
  customs_office text,
  declaration text,
  regime text,
  erp_status text,
  erp_status_key text,
  -- What the ERP's status means, where it sends one.
  mapped_status text,
  hold_reason text,
  opened_on date not null,
  closed_on date,
  packages numeric(18, 6),
  gross_weight numeric(18, 6),
  volume numeric(18, 6),
  goods text,
  -- When the ERP changed it last.
  header_at timestamptz not null,

  -- From here on derived from the above and from what happened.
  status text not null default 'booked',
  status_reason text,
  containers integer not null default 0,
  delivered integer not null default 0,
  -- Instants to sort by; beside those of arrival the clock of the place, and what was expected at first.
  etd timestamptz,
  atd timestamptz,
  eta timestamptz,
  ata timestamptz,
  arrival jsonb,
  first_arrival jsonb,
  departure jsonb,
  -- The earliest last free day of a clock that runs.
  free_until date,
  changed_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, number_key),
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, contact_id) references contacts
);
-- The lists: a customer's, and that of whoever looks after all of them.
create index shipments_tenant_id_customer_id_changed_at_idx
  on shipments (tenant_id, customer_id, changed_at desc, id desc) where deleted_at is null;
create index shipments_tenant_id_changed_at_idx
  on shipments (tenant_id, changed_at desc, id desc) where deleted_at is null;
create index shipments_tenant_id_customer_id_opened_on_idx
  on shipments (tenant_id, customer_id, opened_on desc, id desc) where deleted_at is null;
create index shipments_tenant_id_customer_id_eta_idx
  on shipments (tenant_id, customer_id, (coalesce(eta, 'infinity')), id) where deleted_at is null;
-- What is still under way is counted from here.
create index shipments_tenant_id_customer_id_open_idx on shipments (tenant_id, customer_id, status)
  where deleted_at is null and status not in ('delivered', 'closed', 'cancelled');
-- What events and searches name it by.
create index shipments_tenant_id_booking_key_idx on shipments (tenant_id, booking_key)
  where booking_key is not null;
create index shipments_tenant_id_master_key_idx on shipments (tenant_id, master_key)
  where master_key is not null;
create index shipments_tenant_id_house_key_idx on shipments (tenant_id, house_key)
  where house_key is not null;
create index shipments_tenant_id_erp_status_key_idx on shipments (tenant_id, erp_status_key)
  where erp_status_key is not null;
select portico_protect('shipments');

create table shipment_references (
  tenant_id uuid not null,
  shipment_id uuid not null,
  line integer not null,
  kind text not null,
  value text not null,
  value_key text not null,
  primary key (tenant_id, shipment_id, line),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
create index shipment_references_tenant_id_value_key_idx on shipment_references (tenant_id, value_key);
select portico_protect('shipment_references');

create table shipment_orders (
  tenant_id uuid not null,
  shipment_id uuid not null,
  order_id uuid not null,
  primary key (tenant_id, shipment_id, order_id),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade,
  foreign key (tenant_id, order_id) references orders on delete cascade
);
create index shipment_orders_tenant_id_order_id_idx on shipment_orders (tenant_id, order_id);
select portico_protect('shipment_orders');

-- A box comes back in later shipments: it is known by its shipment and its number, without the check digit.
create table containers (
  tenant_id uuid not null,
  shipment_id uuid not null,
  line integer not null,
  number text not null,
  number_key text not null,
  -- Another check digit belongs to this number.
  wrong_digit boolean not null,
  iso_type text,
  load text,
  weight numeric(18, 6),
  verified_mass numeric(18, 6),
  packages numeric(18, 6),
  primary key (tenant_id, shipment_id, number_key),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
create index containers_tenant_id_number_key_idx on containers (tenant_id, number_key);
select portico_protect('containers');

create table container_seals (
  tenant_id uuid not null,
  shipment_id uuid not null,
  line integer not null,
  container_key text not null,
  number text not null,
  source text,
  primary key (tenant_id, shipment_id, line),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
select portico_protect('container_seals');

create table container_clocks (
  tenant_id uuid not null,
  shipment_id uuid not null,
  line integer not null,
  -- Empty for one of the whole shipment.
  container_key text not null,
  kind text not null,
  basis text not null,
  free_days integer not null,
  first_day_counts boolean not null,
  start_on date,
  stop_on date,
  last_free_day date,
  currency text,
  -- [{"from", "to", "perDay"}]
  tiers jsonb not null,
  primary key (tenant_id, shipment_id, line),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
select portico_protect('container_clocks');

create table shipment_deadlines (
  tenant_id uuid not null,
  shipment_id uuid not null,
  line integer not null,
  kind text not null,
  -- A day, or a moment by the clock of a place.
  due_on date not null,
  due_at timestamptz,
  done boolean not null,
  primary key (tenant_id, shipment_id, line),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
select portico_protect('shipment_deadlines');

-- What happens, as its source said it. A row that has no shipment waits for one, thirty days long.
create table shipment_events (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  source text not null,
  source_key text not null,
  external_id text not null,
  external_key text not null,
  shipment_id uuid,
  -- What it says it belongs to, as it is looked up.
  shipment_key text,
  booking_key text,
  document_keys text[] not null,
  -- Empty for all of the shipment.
  container_key text not null,
  container text,
  family text not null,
  -- None where it does nothing but retract another.
  code text,
  is_empty boolean,
  classifier text not null,
  occurred_at timestamptz not null,
  local_text text not null,
  -- By the clock of the place: `yyyy-mm-ddThh:mm`, or a day.
  local_time text not null,
  time_zone text not null,
  precision text not null,
  assumed boolean not null,
  location text,
  location_name text,
  latitude numeric(9, 6),
  longitude numeric(9, 6),
  facility text,
  facility_type text,
  leg_mode text,
  vessel text,
  vessel_imo text,
  voyage text,
  call integer,
  document_kind text,
  delay_reason text,
  remark text,
  made_at timestamptz,
  received_at timestamptz not null default now(),
  -- Look-up key of the event of the same source that is void from here on.
  retracts text,
  visibility text not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, source_key, external_key),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
create index shipment_events_tenant_id_shipment_id_occurred_at_idx
  on shipment_events (tenant_id, shipment_id, occurred_at desc, id desc) where shipment_id is not null;
create index shipment_events_tenant_id_waiting_idx on shipment_events (tenant_id, received_at)
  where shipment_id is null;
create index shipment_events_tenant_id_retracts_idx on shipment_events (tenant_id, source_key, retracts)
  where retracts is not null;
select portico_protect('shipment_events');

-- What is known today of each point of the way; written anew whenever something came.
create table shipment_milestones (
  tenant_id uuid not null,
  shipment_id uuid not null,
  position integer not null,
  container_key text not null,
  family text not null,
  code text not null,
  is_empty boolean,
  location text,
  facility_type text,
  leg integer not null,
  leg_mode text,
  vessel text,
  voyage text,
  state text not null,
  overtaken boolean not null,
  -- {"at", "local", "zone", "precision"} each, or null.
  planned jsonb,
  estimated jsonb,
  actual jsonb,
  first jsonb,
  previous jsonb,
  primary key (tenant_id, shipment_id, position),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
select portico_protect('shipment_milestones');

create table positions (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  shipment_id uuid not null,
  source text not null,
  source_key text not null,
  at timestamptz not null,
  latitude numeric(9, 6) not null check (latitude between -90 and 90),
  longitude numeric(9, 6) not null check (longitude between -180 and 180),
  course numeric(5, 2),
  speed numeric(6, 2),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, shipment_id, at, source_key),
  foreign key (tenant_id, shipment_id) references shipments on delete cascade
);
select portico_protect('positions');

-- Codes of shipments have meanings as well.
alter table status_map drop constraint status_map_entity_check;
alter table status_map add check (entity in ('order', 'item', 'shipment'));

-- What a carrier signs its events with, by the key it comes in with. It has to be readable to check a signature.
alter table api_keys add column notification_secret text;
