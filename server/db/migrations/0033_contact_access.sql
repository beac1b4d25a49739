-- Contacts and their access are looked after from the portal, not from the ERP alone.

-- The ERP says whether a contact is one, the portal whether it may enter: a sync must not switch on again what
-- was switched off here. All that is open to a contact asks for both.
alter table contacts rename column active to erp_active;
drop trigger revoke on contacts;
alter table contacts
  add column disabled_at timestamptz,
  -- Made here; nothing of it is the ERP's.
  add column own boolean not null default false,
  -- The profile its permissions are those of: the name of a starter profile, or the id of an own one.
  add column profile text,
  add column access_changed_at timestamptz,
  -- Counts what an editor may have changed meanwhile.
  add column version integer not null default 1,
  add column active boolean not null generated always as (erp_active and disabled_at is null) stored,
  -- The words of name and mailbox, each behind a blank, without accents and in lower case: what a search compares,
  -- and what lists are sorted by.
  add column search_text text collate "C" not null generated always as (
    ' ' || regexp_replace(
      lower(regexp_replace(normalize(name || ' ' || coalesce(email, ''), NFD), '[\u0300-\u036f]', '', 'g')),
      '[^[:alnum:]]+', ' ', 'g')) stored;
create trigger revoke after update on contacts for each row
  when ((old.active and not new.active) or (old.deleted_at is null and new.deleted_at is not null)
    or old.customer_id <> new.customer_id
    or (old.identity_id is not null and old.identity_id is distinct from new.identity_id))
  execute function portico_contact_changed();

create function portico_contact_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
create trigger version before update on contacts for each row
  when ((old.name, old.email, old.phone, old.role, old.erp_active, old.disabled_at, old.deleted_at, old.customer_id,
      old.identity_id, old.profile, old.access_changed_at)
    is distinct from (new.name, new.email, new.phone, new.role, new.erp_active, new.disabled_at, new.deleted_at,
      new.customer_id, new.identity_id, new.profile, new.access_changed_at))
  execute function portico_contact_version();
create index contacts_tenant_id_search_text_idx on contacts (tenant_id, search_text, id) where deleted_at is null;

alter table contacts no force row level security;
update contacts set own = true where external_id like 'portal-%';
alter table contacts force row level security;

-- A grant that has expired is none. The day is that of the tenant's calendar.
alter table contact_grants add column expires_on date;
-- Companies a grant is limited to; none is no limit. So a company that is named here cannot be taken away: what is
-- left would be no limit at all.
create table contact_grant_companies (
  tenant_id uuid not null,
  contact_id uuid not null,
  permission text not null,
  company_id uuid not null,
  primary key (tenant_id, contact_id, permission, company_id),
  foreign key (tenant_id, contact_id, permission) references contact_grants on delete cascade,
  foreign key (tenant_id, company_id) references companies
);
create index contact_grant_companies_tenant_id_company_id_idx on contact_grant_companies (tenant_id, company_id);
select portico_protect('contact_grant_companies');
-- Who manages contacts: a customer is not left without the last of them.
create index contact_grants_tenant_id_managers_idx on contact_grants (tenant_id, contact_id)
  where permission = 'contacts.manage';

-- Sets of permissions with a name; starter sets are constants of the program.
create table permission_profiles (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null,
  name_key text not null,
  -- [{"permission", "scope"}]
  grants jsonb not null,
  time_boxed boolean not null default false,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name_key)
);
select portico_protect('permission_profiles');

-- As which of its memberships a person did something; its history is read by this, and by what was done to it.
alter table audit_events add column contact_id uuid;
create index audit_events_contact_idx on audit_events (tenant_id, contact_id, id) where contact_id is not null;
create index audit_events_access_idx on audit_events (tenant_id, record, id)
  where event like 'account.%' or event like 'contact.%';

alter table import_batches drop constraint import_batches_kind_check;
alter table import_batches add check (kind in ('mailing_list', 'contacts'));

-- When somebody was invited last; null where nobody was, or it was taken back.
alter table identities add column invited_at timestamptz;
alter table identities no force row level security;
alter table access_links no force row level security;
update identities i set invited_at = l.at
  from (
    select tenant_id, identity_id, max(created_at) as at from access_links
    where kind = 'invitation' and ended_at is null group by tenant_id, identity_id
  ) l
  where l.tenant_id = i.tenant_id and l.identity_id = i.id and i.password_hash is null;
alter table access_links force row level security;
alter table identities force row level security;

-- The number of its customer in its look-up form, which lists are sorted and narrowed by: the number of a customer is
-- its key, and never another.
alter table contacts add column customer_key text not null default '';
create function portico_contact_customer() returns trigger language plpgsql as $$
begin
  new.customer_key := coalesce(
    (select k.number_key from customers k where k.tenant_id = new.tenant_id and k.id = new.customer_id), '');
  return new;
end $$;
create trigger customer_key before insert or update of customer_id on contacts for each row
  execute function portico_contact_customer();
alter table contacts no force row level security;
alter table customers no force row level security;
update contacts c set customer_key = k.number_key
  from customers k where k.tenant_id = c.tenant_id and k.id = c.customer_id;
alter table customers force row level security;
alter table contacts force row level security;
create index contacts_tenant_id_customer_key_idx on contacts (tenant_id, customer_key, id) where deleted_at is null;
