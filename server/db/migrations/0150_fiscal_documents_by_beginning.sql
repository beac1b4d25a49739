-- Invoices are found by how their fiscal id begins, byte by byte, whatever the locale of the database is.
create index fiscal_documents_tenant_id_fiscal_idx on fiscal_documents (tenant_id, fiscal_key collate "C")
  where deleted_at is null and invoice_id is not null;
