-- Service requests: what a customer asks for, in a category that says what has to be told and by when it is answered.

-- Minutes of the day between which is worked; promises count in these.
alter table calendars
  add column opens smallint not null default 540 check (opens between 0 and 1439),
  add column closes smallint not null default 1080 check (closes between 1 and 1440),
  add check (opens < closes);

-- Days after its resolution during which a request may be reopened.
alter table tenants add column service_reopen_days integer not null default 7 check (service_reopen_days between 0 and 30);
grant update (service_reopen_days) on tenants to portico_app;

create table service_categories (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  code text not null,
  labels jsonb not null,
  icon text not null,
  -- Of a request, until somebody says otherwise.
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  -- Working minutes to the first answer and to the solution, by priority: {normal: {response, resolution}}.
  targets jsonb not null default '{}',
  department text,
  visible boolean not null default true,
  -- The ERP owns what is asked for here, and is told of it.
  erp boolean not null default false,
  -- Number of its newest version.
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);
select portico_protect('service_categories');

-- What a category asked for at a time. A request keeps the one it was made with, so that it can be read for good.
create table service_category_versions (
  tenant_id uuid not null,
  category_id uuid not null,
  version integer not null,
  fields jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, category_id, version),
  foreign key (tenant_id, category_id) references service_categories on delete cascade
);
select portico_protect('service_category_versions', 'select, insert');

create table service_counters (
  tenant_id uuid primary key references tenants on delete cascade,
  requests bigint not null
);
select portico_protect('service_counters');

create table service_requests (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  customer_id uuid not null,
  company_id uuid,
  -- Whose it is of the customer; null where the company opened it for nobody in particular.
  contact_id uuid,
  category_id uuid not null,
  -- The form it was filled in by, whatever its category has become.
  form_category_id uuid not null,
  form_version integer not null,
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  subject text not null,
  fields jsonb not null default '{}',
  status text not null default 'new'
    check (status in ('new', 'in_progress', 'waiting_customer', 'waiting_third', 'resolved', 'closed', 'cancelled')),
  -- What it is about: at most one record of the customer.
  order_id uuid,
  invoice_id uuid,
  shipment_id uuid,
  -- The request it goes on from.
  predecessor_id uuid,
  assigned_to uuid,
  erp_reference text,
  erp_reference_key text,
  opened_at timestamptz not null default now(),
  resolved_at timestamptz,
  reopened integer not null default 0,
  rating smallint check (rating between 1 and 5),
  rating_text text,
  created_by_staff uuid,
  -- Counts its changes.
  version integer not null default 1,
  -- When something was last said or done that customers see, and whose that was.
  last_at timestamptz not null default now(),
  last_side text not null default 'customer' check (last_side in ('customer', 'company')),
  deleted_at timestamptz,
  -- The words it is found by, each behind a blank.
  search_text text collate "C" not null default '',
  primary key (tenant_id, id),
  unique (tenant_id, number_key),
  unique (tenant_id, erp_reference_key),
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, category_id) references service_categories,
  foreign key (tenant_id, form_category_id, form_version) references service_category_versions,
  foreign key (tenant_id, order_id) references orders,
  foreign key (tenant_id, invoice_id) references invoices,
  foreign key (tenant_id, shipment_id) references shipments,
  foreign key (tenant_id, predecessor_id) references service_requests,
  foreign key (tenant_id, assigned_to) references identities,
  foreign key (tenant_id, created_by_staff) references identities,
  check (num_nonnulls(order_id, invoice_id, shipment_id) <= 1)
);
create index service_requests_tenant_id_last_at_idx on service_requests (tenant_id, last_at desc, id desc)
  where deleted_at is null;
create index service_requests_tenant_id_customer_id_last_at_idx
  on service_requests (tenant_id, customer_id, last_at desc, id desc) where deleted_at is null;
create index service_requests_tenant_id_open_idx on service_requests (tenant_id, opened_at)
  where deleted_at is null and status not in ('resolved', 'closed', 'cancelled');
create index service_requests_tenant_id_resolved_at_idx on service_requests (tenant_id, resolved_at)
  where status = 'resolved';
create index service_requests_tenant_id_category_id_idx on service_requests (tenant_id, category_id);
create index service_requests_tenant_id_order_id_idx on service_requests (tenant_id, order_id) where order_id is not null;
create index service_requests_tenant_id_invoice_id_idx on service_requests (tenant_id, invoice_id) where invoice_id is not null;
create index service_requests_tenant_id_shipment_id_idx on service_requests (tenant_id, shipment_id) where shipment_id is not null;
create index service_requests_tenant_id_predecessor_id_idx on service_requests (tenant_id, predecessor_id)
  where predecessor_id is not null;
create index service_requests_tenant_id_assigned_to_idx on service_requests (tenant_id, assigned_to)
  where assigned_to is not null;
select portico_protect('service_requests', 'select, insert, update');

-- What happened to a request. Promises are worked out from these each time they are asked for.
create table service_events (
  tenant_id uuid not null,
  id bigint generated always as identity,
  request_id uuid not null,
  at timestamptz not null default now(),
  kind text not null,
  -- The status from then on, where it is one.
  status text,
  visibility text not null default 'customer' check (visibility in ('customer', 'internal')),
  contact_id uuid,
  identity_id uuid,
  data jsonb not null default '{}',
  primary key (tenant_id, id),
  foreign key (tenant_id, request_id) references service_requests on delete cascade,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, identity_id) references identities,
  check (num_nonnulls(contact_id, identity_id) <= 1)
);
create index service_events_tenant_id_request_id_idx on service_events (tenant_id, request_id, id);
select portico_protect('service_events', 'select, insert');

-- What is internal is a row that customers' transactions cannot see, whatever they ask (`records/audience.ts`).
alter policy tenant_wall on service_events
  using (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and (visibility = 'customer' or (select current_setting('app.audience', true)) = 'company'))
  with check (
    tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
    and (visibility = 'customer' or (select current_setting('app.audience', true)) = 'company'));

-- A request has its conversation as other records have theirs.
alter table threads
  add column request_id uuid,
  add foreign key (tenant_id, request_id) references service_requests,
  add constraint threads_of_request check (request_id is null or num_nonnulls(order_id, invoice_id, shipment_id) = 0);
create index threads_tenant_id_request_id_idx on threads (tenant_id, request_id) where request_id is not null;

-- Where a request is given to another customer, its conversation and the files in it follow, and those of the customer
-- it was with before take part no more.
create function portico_move_request() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update threads set customer_id = new.customer_id, company_id = new.company_id
    where tenant_id = new.tenant_id and request_id = new.id;
  if old.customer_id is distinct from new.customer_id then
    delete from thread_members m using threads t, contacts c
      where t.tenant_id = new.tenant_id and t.request_id = new.id and m.tenant_id = t.tenant_id and m.thread_id = t.id
        and c.tenant_id = m.tenant_id and c.id = m.contact_id and c.customer_id <> new.customer_id;
    delete from thread_reads r using threads t, contacts c
      where t.tenant_id = new.tenant_id and t.request_id = new.id and r.tenant_id = t.tenant_id and r.thread_id = t.id
        and c.tenant_id = r.tenant_id and c.id = r.contact_id and c.customer_id <> new.customer_id;
    delete from notifications n using contacts c
      where n.tenant_id = new.tenant_id and c.tenant_id = n.tenant_id and c.id = n.contact_id
        and c.customer_id = old.customer_id
        and n.record_id in (select new.id union all
          select t.id from threads t where t.tenant_id = new.tenant_id and t.request_id = new.id);
    delete from events e
      where e.tenant_id = new.tenant_id and e.customer_id = old.customer_id
        and (e.request_id = new.id or e.thread_id in
          (select t.id from threads t where t.tenant_id = new.tenant_id and t.request_id = new.id));
  end if;
  return null;
end $$;
revoke execute on function portico_move_request from public;
create trigger threads_follow after update of customer_id, company_id on service_requests for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_request();

alter table events
  add column request_id uuid,
  add foreign key (tenant_id, request_id) references service_requests on delete cascade,
  add constraint events_of_request
    check (request_id is null or num_nonnulls(contact_id, order_id, invoice_id, thread_id) = 0);
create index events_tenant_id_request_id_idx on events (tenant_id, request_id) where request_id is not null;

-- Answers that are written often, in the languages of the portal, with their variables in braces.
create table service_answers (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  title text not null,
  texts jsonb not null,
  primary key (tenant_id, id)
);
select portico_protect('service_answers');
