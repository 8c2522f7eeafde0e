-- A dump restored into another cluster has the transaction numbers of the old one, which may be ahead of the new one's.
-- A walk would take those changes as made since it began, until the new cluster has caught up.
update user_history
set changed_in = '0'
where before is not null and changed_in >= pg_snapshot_xmax(pg_current_snapshot());
