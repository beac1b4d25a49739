-- Quotes: what the company offers, version by version, and what the customer decides of it.

create table quotes (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  number text not null,
  number_key text not null,
  version integer not null check (version > 0),
  company_id uuid not null,
  customer_id uuid not null,
  contact_id uuid,
  kind text not null check (kind in ('goods', 'freight')),
  subject text,
  issued_on date not null,
  -- Through its end in the company's zone.
  valid_until date not null,
  currency text not null,
  -- Of the lines that are neither optional nor one of a group.
  net numeric(19, 4) not null,
  tax numeric(19, 4) not null,
  total numeric(19, 4) not null,
  -- With the cheapest of each group.
  least_total numeric(19, 4) not null,
  -- Whether there is something to choose.
  has_options boolean not null,
  note text,
  terms text,
  terms_version text,
  -- Of freight: operation, mode, origin, destination, incoterm, goods, weight, volume, packages, containers, readyOn.
  freight jsonb,
  withdrawn boolean not null,
  -- Number of the request it answers.
  request text,
  request_key text,
  -- What people did with it here.
  viewed_at timestamptz,
  -- The last day of which it was told that it is near.
  told_until date,
  -- What the ERP made of an acceptance, and why it would not.
  erp_state text check (erp_state in ('accepted', 'rejected')),
  erp_number text,
  erp_text jsonb,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, company_id, number_key, version),
  foreign key (tenant_id, company_id) references companies,
  foreign key (tenant_id, customer_id) references customers,
  foreign key (tenant_id, contact_id) references contacts
);
create index quotes_tenant_id_customer_id_issued_on_idx
  on quotes (tenant_id, customer_id, issued_on desc, id desc) where deleted_at is null;
create index quotes_tenant_id_issued_on_idx on quotes (tenant_id, issued_on desc, id desc) where deleted_at is null;
create index quotes_tenant_id_valid_until_idx on quotes (tenant_id, valid_until) where deleted_at is null;
create index quotes_tenant_id_request_key_idx on quotes (tenant_id, request_key) where request_key is not null;
select portico_protect('quotes');

create table quote_lines (
  tenant_id uuid not null,
  quote_id uuid not null,
  line integer not null,
  position text not null,
  section text,
  material text,
  material_key text,
  descriptions jsonb not null,
  quantity numeric(18, 6) not null,
  unit text not null,
  unit_price numeric(20, 6) not null,
  price_unit numeric(10, 3) not null,
  amount numeric(19, 4) not null,
  tax numeric(19, 4) not null,
  optional boolean not null,
  -- One of those of the same group has to be chosen.
  choice text,
  note text,
  primary key (tenant_id, quote_id, line),
  foreign key (tenant_id, quote_id) references quotes on delete cascade
);
select portico_protect('quote_lines');

-- What was decided, with the text that was before the person, to the byte. Nothing of it is ever changed.
create table quote_decisions (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  quote_id uuid not null,
  -- Names it in its public address.
  code text not null,
  decision text not null check (decision in ('accepted', 'rejected')),
  -- Positions of the lines that were chosen.
  options jsonb not null,
  total numeric(19, 4),
  currency text not null,
  purchase_order text,
  reason text,
  reason_text text,
  contact_id uuid,
  -- Who of the company wrote down what the customer said elsewhere, how it was said, and the proof of it.
  identity_id uuid,
  way text check (way in ('phone', 'mail', 'document')),
  file_id uuid,
  -- The name of whoever decided.
  person text not null,
  text text not null,
  text_hash text not null,
  terms_version text,
  ip text,
  user_agent text,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, quote_id),
  unique (tenant_id, code),
  foreign key (tenant_id, quote_id) references quotes,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, identity_id) references identities,
  foreign key (tenant_id, file_id) references files
);
create index quote_decisions_tenant_id_contact_id_idx on quote_decisions (tenant_id, contact_id);
create index quote_decisions_tenant_id_file_id_idx on quote_decisions (tenant_id, file_id) where file_id is not null;
select portico_protect('quote_decisions', 'select, insert');

-- Conversations and events about quotes.
alter table threads
  add column quote_id uuid,
  add foreign key (tenant_id, quote_id) references quotes,
  add constraint threads_quote_check check (num_nonnulls(order_id, invoice_id, shipment_id, quote_id) <= 1);
create index threads_tenant_id_quote_id_idx on threads (tenant_id, quote_id) where quote_id is not null;
alter table documents
  add column quote_id uuid,
  add foreign key (tenant_id, quote_id) references quotes,
  add constraint documents_quote_check check (num_nonnulls(order_id, invoice_id, shipment_id, quote_id) <= 1);
create index documents_tenant_id_quote_id_idx on documents (tenant_id, quote_id) where quote_id is not null;
alter table events
  add column quote_id uuid,
  add foreign key (tenant_id, quote_id) references quotes on delete cascade,
  add constraint events_quote_check check (num_nonnulls(contact_id, order_id, invoice_id, thread_id, quote_id) <= 1);
create index events_tenant_id_quote_id_idx on events (tenant_id, quote_id) where quote_id is not null;
alter table notification_mutes
  add column quote_id uuid,
  add foreign key (tenant_id, quote_id) references quotes on delete cascade,
  drop constraint notification_mutes_check,
  add constraint notification_mutes_check check (num_nonnulls(order_id, invoice_id, quote_id) = 1),
  add constraint notification_mutes_quote_key unique nulls not distinct (tenant_id, contact_id, order_id, invoice_id, quote_id);
alter table notification_mutes drop constraint notification_mutes_tenant_id_contact_id_order_id_invoice_id_key;

-- Where the ERP gives a quote to another customer or company, what hangs on it follows, internal documents included.
create function portico_move_quote() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  audience text := coalesce(current_setting('app.audience', true), '');
begin
  perform set_config('app.audience', 'company', true);
  update documents set customer_id = new.customer_id, company_id = new.company_id
    where tenant_id = new.tenant_id and quote_id = new.id;
  update threads set customer_id = new.customer_id, company_id = new.company_id
    where tenant_id = new.tenant_id and quote_id = new.id;
  perform set_config('app.audience', audience, true);
  return null;
end $$;
revoke execute on function portico_move_quote from public;
create trigger quote_follow after update of customer_id, company_id on quotes for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_quote();

-- Conversations and documents of earlier versions go on with the newest.
create function portico_gather_quotes(ids uuid[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  audience text := coalesce(current_setting('app.audience', true), '');
  wall uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  move record;
begin
  perform set_config('app.audience', 'company', true);
  for move in
    select o.id as was, n.id as now, n.customer_id, n.company_id
    from quotes q
    join lateral (
      select x.* from quotes x
      where x.tenant_id = q.tenant_id and x.company_id = q.company_id and x.number_key = q.number_key
        and x.deleted_at is null
      order by x.version desc limit 1
    ) n on true
    join quotes o on o.tenant_id = q.tenant_id and o.company_id = q.company_id and o.number_key = q.number_key
      and o.version < n.version and o.customer_id = n.customer_id
    where q.tenant_id = wall and q.id = any(ids) and n.version > 1
  loop
    update threads set quote_id = move.now where tenant_id = wall and quote_id = move.was;
    update documents set quote_id = move.now where tenant_id = wall and quote_id = move.was;
  end loop;
  perform set_config('app.audience', audience, true);
end $$;
revoke execute on function portico_gather_quotes from public;
grant execute on function portico_gather_quotes to portico_app;
