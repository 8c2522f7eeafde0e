-- A dump that is restored into another cluster brings the transaction numbers of the old one, which may lie ahead of the
-- new one's: a walk would take those changes as made since it began, until the new cluster has caught up. They were not.
update user_history
set changed_in = '0'
where before is not null and changed_in >= pg_snapshot_xmax(pg_current_snapshot());
