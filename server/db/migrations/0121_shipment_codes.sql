-- Codes of shipments that mean nothing here are remembered like those of orders.
alter table unmapped_codes drop constraint unmapped_codes_entity_check;
alter table unmapped_codes add check (entity in ('order', 'item', 'shipment'));
