-- What makes the search for materials fast is the primary key of their words, which now holds the number
-- that lists are sorted by as well: it alone tells which materials have a word that begins so, in which
-- order. material_words_tenant_id_material_id_idx then tells whether one of them has another word, too.
alter table material_words add column number_key text;

-- The wall stands for the owner, too, hence aside for a moment.
alter table materials no force row level security;
alter table material_words no force row level security;
update material_words w set number_key = m.number_key
  from materials m where m.tenant_id = w.tenant_id and m.id = w.material_id;
alter table materials force row level security;
alter table material_words force row level security;

alter table material_words alter column number_key set not null;
alter table material_words drop constraint material_words_pkey;
alter table material_words add primary key (tenant_id, word, number_key) include (material_id);

-- Whoever writes words may leave the number to be looked up, which costs as much as writing the word: a bulk
-- import gives it. A material never changes its number; with another one it is another material.
create function portico_number_word() returns trigger language plpgsql as $$
begin
  new.number_key := (select number_key from materials where tenant_id = new.tenant_id and id = new.material_id);
  return new;
end $$;
create trigger material_words_number before insert on material_words
  for each row when (new.number_key is null) execute function portico_number_word();
