-- When an event began to put requests at risk; null for what makes nothing worse, such as a recovery.
alter table happenings add column began_at timestamptz;

update happenings set began_at = at
where kind = 'Deploy' or (kind = 'Breaker' and text ~ '^(open|isolated) in ')
   or (kind = 'Replica' and text ~ '^(is unreachable|is no longer discovered|announced its shutdown)');
