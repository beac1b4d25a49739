-- What customers are sorted by: the words they are found by, each number padded, so that 225 comes before 1025.
alter table customers add column sort_text text collate "C" not null generated always as (
  regexp_replace(regexp_replace(left(search_text, 200), '([0-9]+)', '00000000000000\1', 'g'), '0*([0-9]{15,})(?![0-9])', '\1', 'g')
) stored;
create index customers_tenant_id_sort_text_idx on customers (tenant_id, sort_text, id) where deleted_at is null;
drop index customers_tenant_id_search_text_idx;
