-- When the ERP itself said this figure, as it was asked; null where it came by the sync API. `asked_at` says when
-- it was asked last, also where its answer was older than what was known.
alter table stock_readings add column live_at timestamptz;

-- The wall stands for the owner, too, hence aside for a moment.
alter table stock_readings no force row level security;
alter table material_words no force row level security;

-- ERPs write the years 1 and 9999 for none and never, which nobody counted in.
update stock_readings set read_at = least(greatest(read_at, '1970-01-01 00:00:00+00'), now())
  where read_at < '1970-01-01 00:00:00+00' or read_at > now() + interval '1 day';

-- Numbers are found without their leading zeros wherever they stand.
insert into material_words (tenant_id, word, number_key, material_id)
  select distinct tenant_id, regexp_replace(word, '^0+(?=\d)', ''), number_key, material_id
  from material_words where word ~ '^0\d+$'
  on conflict do nothing;

alter table stock_readings force row level security;
alter table material_words force row level security;
