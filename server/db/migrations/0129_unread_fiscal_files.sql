-- Files that came before their content was read are read now, and those whose documents may become invoices once more.
alter table fiscal_files add column unread boolean not null default true;
alter table fiscal_files alter column unread set default false;
create index fiscal_files_tenant_id_unread_idx on fiscal_files (tenant_id, id)
  where unread and kind = 'xml' and deleted_at is null;

-- Changed with whether files become invoices.
alter table tenants add column fiscal_version integer not null default 1;
grant update (invoices_from_files, fiscal_version) on tenants to portico_app;
