-- The portfolio of an executive shows what the statements show: whoever may look at these may look at it.
alter table staff_users no force row level security;
update staff_users set permissions = array_append(permissions, 'portfolio.view')
where 'statement.view' = any(permissions) and not 'portfolio.view' = any(permissions);
alter table staff_users force row level security;

-- What a customer paid a company last.
create index open_item_versions_payments_idx
  on open_item_versions (tenant_id, customer_id, company_id, posting_date desc, id desc)
  where superseded_at = 'infinity' and kind = 'payment';

-- What a customer was mailed last: whatever was skipped got nothing.
create index mass_send_recipients_tenant_id_customer_id_idx
  on mass_send_recipients (tenant_id, customer_id) where skipped is null;
