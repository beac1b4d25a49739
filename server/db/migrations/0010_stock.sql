create table plants (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  code text not null,
  code_key text not null,
  name text not null,
  short_name text,
  state_code text,
  state_key text,
  state_name text,
  locality_code text,
  locality_key text,
  locality_name text,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code_key)
);
select portico_protect('plants');

-- The words of a material's number and descriptions, without accents and in lower case. Comparing text is
-- the one search that an index may serve behind row-level security (its operators leak nothing; those of
-- full text and trigrams count as leaky), and "C" makes a prefix a range: the primary key finds all
-- materials with a word that begins so, the index after it tells whether one material has such a word.
create table material_words (
  tenant_id uuid not null,
  word text collate "C" not null,
  material_id uuid not null,
  primary key (tenant_id, word, material_id),
  foreign key (tenant_id, material_id) references materials on delete cascade
);
create index material_words_tenant_id_material_id_idx on material_words (tenant_id, material_id, word);
select portico_protect('material_words');

-- The last reading of each material in each plant, from the sync API or from the ERP as it was asked.
create table stock_readings (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  material_id uuid not null,
  plant_id uuid not null,
  quantity numeric(18, 6) not null,
  unit text not null,
  read_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, material_id, plant_id),
  foreign key (tenant_id, material_id) references materials on delete cascade,
  foreign key (tenant_id, plant_id) references plants on delete cascade
);
select portico_protect('stock_readings');

-- From which quantity people who may not see it read "25+".
alter table tenants add column stock_threshold numeric(18, 6) not null default 25;

-- The words of what was there before. The wall stands for the owner, too, hence aside for a moment.
alter table materials no force row level security;
alter table material_words no force row level security;
insert into material_words (tenant_id, word, material_id)
  select distinct m.tenant_id, left(w.word, 60), m.id
  from materials m
  cross join lateral (select m.number as text union all select m.number_key union all select value from jsonb_each_text(m.descriptions)) t
  cross join lateral regexp_split_to_table(
    regexp_replace(
      regexp_replace(normalize(lower(t.text), NFD), '[\u0300-\u036f]', '', 'g'),
      '(?<=\d)[.,](?=\d{3}(?!\d))', '', 'g'),
    '[^[:alnum:]]+') as w (word)
  where w.word <> '';
alter table materials force row level security;
alter table material_words force row level security;

-- Where a tenant's ERP tells what it has at this moment. The secret signs the question, so it has to be readable.
create table erp_endpoints (
  tenant_id uuid primary key references tenants on delete cascade,
  url text not null,
  secret text not null
);
select portico_protect('erp_endpoints');

-- When the ERP was asked last: for some seconds its answer is good for others, too.
alter table stock_readings add column asked_at timestamptz;
