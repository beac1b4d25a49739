-- Until when the start of a run can be taken back: nothing of it leaves before.
alter table mass_sends add column sends_at timestamptz;
