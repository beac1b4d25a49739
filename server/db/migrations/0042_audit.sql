-- The audit log is listed by whom, what, which record and which customer, and each of its days is sealed.

-- The customer that a row is about, as of when it was written; null where it is about none, or about many.
alter table audit_events add column customer_id uuid;

create function portico_audit_customer(entry audit_events) returns uuid language plpgsql stable as $$
declare
  shape constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  record_id constant uuid := case when entry.record ~ shape then entry.record::uuid end;
  told constant text := coalesce(entry.detail ->> 'customer', case when entry.event = 'customer.looked_at' then entry.record end);
  customer uuid;
begin
  if told is not null then
    select k.id into customer from customers k
    where k.tenant_id = entry.tenant_id and k.number_key =
      case when btrim(told) ~ '^\d+$' then regexp_replace(btrim(told), '^0+(?=\d)', '') else upper(btrim(told)) end;
    if customer is null and told ~ shape then
      select k.id into customer from customers k where k.tenant_id = entry.tenant_id and k.id = told::uuid;
    end if;
  end if;
  if customer is null and entry.contact_id is not null then
    select c.customer_id into customer from contacts c where c.tenant_id = entry.tenant_id and c.id = entry.contact_id;
  end if;
  if customer is null and record_id is not null then
    case
      when entry.event like 'account.%' or entry.event like 'contact.%' then
        select c.customer_id into customer from contacts c
        where c.tenant_id = entry.tenant_id and (c.id = record_id or c.identity_id = record_id) order by c.id <> record_id, c.external_key limit 1;
      when entry.event like 'statement.%' then
        select s.customer_id into customer from statements s where s.tenant_id = entry.tenant_id and s.id = record_id;
      when entry.event like 'fiscal_files.%' then
        select f.customer_id into customer from fiscal_files f where f.tenant_id = entry.tenant_id and f.id = record_id;
      else null;
    end case;
  end if;
  -- A person of a customer, before it is known as which of its contacts.
  if customer is null and entry.actor_kind in ('public', 'person', 'contact') then
    select c.customer_id into customer from contacts c
    where c.tenant_id = entry.tenant_id and c.identity_id = entry.actor_id order by c.external_key limit 1;
  end if;
  return customer;
end $$;

-- When a row was written is for the database to say, whoever writes it. The transaction has its number before the
-- clock is read: so whoever sees a day end, and waits until all transactions of that time are over, has all of the
-- day's rows.
create function portico_audit_written() returns trigger language plpgsql as $$
begin
  perform pg_current_xact_id();
  new.at := clock_timestamp();
  new.customer_id := portico_audit_customer(new);
  return new;
end $$;

alter table audit_events no force row level security;
alter table customers no force row level security;
alter table contacts no force row level security;
alter table statements no force row level security;
alter table fiscal_files no force row level security;
update audit_events a set customer_id = portico_audit_customer(a);
alter table fiscal_files force row level security;
alter table statements force row level security;
alter table contacts force row level security;
alter table customers force row level security;
alter table audit_events force row level security;

create trigger written before insert on audit_events for each row execute function portico_audit_written();

-- One index for each way the list is narrowed, in the order it is read. That of the kinds of actors serves the list
-- that is not narrowed as well: there are few of them.
create index audit_events_at_idx on audit_events (tenant_id, at, id);
create index audit_events_kind_at_idx on audit_events (tenant_id, actor_kind, at, id);
create index audit_events_event_at_idx on audit_events (tenant_id, event, at, id);
create index audit_events_actor_at_idx on audit_events (tenant_id, actor_id, at, id) where actor_id is not null;
create index audit_events_record_at_idx on audit_events (tenant_id, record, at, id) where record is not null;
create index audit_events_customer_at_idx on audit_events (tenant_id, customer_id, at, id) where customer_id is not null;

-- The seal of a day (UTC): SHA-256 over the seal before and the day's rows. The server may add and read, never change.
create table audit_seals (
  tenant_id uuid not null references tenants on delete cascade,
  day date not null,
  -- How the rows are written for it (`features/audit/seals.ts`).
  form smallint not null,
  rows integer not null,
  seal text not null,
  sealed_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, day)
);
select portico_protect('audit_seals', 'select, insert');

-- The number of a transaction that began after a day was over: the day is sealed once every one below it has ended. Of
-- all tenants, and nothing of theirs.
create table audit_day_ends (
  day date primary key,
  later_xact xid8 not null
);
grant select, insert, update, delete on audit_day_ends to portico_app;
