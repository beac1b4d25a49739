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
