-- The words that service requests are found by, each with its requests: a word of few finds them without reading
-- all the others. Which words a request has is what its own text says.
create table service_request_words (
  tenant_id uuid not null,
  word text collate "C" not null,
  request_id uuid not null,
  primary key (tenant_id, word, request_id),
  foreign key (tenant_id, request_id) references service_requests on delete cascade
);
create index service_request_words_tenant_id_request_id_idx on service_request_words (tenant_id, request_id);

create function portico_request_words() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from service_request_words where tenant_id = new.tenant_id and request_id = new.id;
  end if;
  insert into service_request_words (tenant_id, word, request_id)
    select distinct new.tenant_id, word, new.id from unnest(string_to_array(new.search_text, ' ')) word where word <> '';
  return null;
end $$;
create trigger service_request_words_new after insert on service_requests
  for each row execute function portico_request_words();
create trigger service_request_words_changed after update of search_text on service_requests
  for each row when (old.search_text is distinct from new.search_text) execute function portico_request_words();

-- The wall stands for the owner, too, hence aside for a moment.
alter table service_requests no force row level security;
insert into service_request_words (tenant_id, word, request_id)
  select distinct tenant_id, word, id from service_requests, unnest(string_to_array(search_text, ' ')) word where word <> '';
alter table service_requests force row level security;
select portico_protect('service_request_words', 'select, insert, delete');
