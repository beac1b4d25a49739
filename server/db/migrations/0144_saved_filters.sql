-- Filters that a person keeps, of any list: those of the portfolio were the first. They are named as the list's address
-- has them, where what is searched for is `q`.
alter table portfolio_filters rename to saved_filters;
alter table saved_filters add column list text not null default 'portfolio';
alter table saved_filters alter column list drop default;
alter table saved_filters drop constraint portfolio_filters_tenant_id_identity_id_name_key;
alter table saved_filters add unique (tenant_id, identity_id, list, name);
alter table saved_filters no force row level security;
update saved_filters
  set filter = (filter - 'search') || jsonb_build_object('q', filter -> 'search')
  where filter -> 'search' is not null;
alter table saved_filters force row level security;
