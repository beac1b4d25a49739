-- Whether a fiscal document becomes an invoice where the ERP sends none of it.
alter table tenants add column invoices_from_files boolean not null default false;
