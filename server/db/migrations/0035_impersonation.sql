-- A session of staff that looks at the portal as a contact sees it, until an instant. It is the session of the person
-- who looks: it ends with it, and without it there is nothing.
alter table sessions
  add column as_contact_id uuid,
  add column as_contact_until timestamptz,
  add check ((as_contact_id is null) = (as_contact_until is null)),
  add foreign key (tenant_id, as_contact_id) references contacts on delete cascade;
create index sessions_as_contact_idx on sessions (tenant_id, as_contact_id) where as_contact_id is not null;
