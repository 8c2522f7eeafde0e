-- The rights of the service's own role; the schema belongs to another role. Runs after all migrations, in one
-- transaction, so that no session sees the rights half granted.
revoke all on schema public from public;
revoke all on all tables in schema public from public;
revoke all on all tables in schema public from :"service_role";
revoke create on schema public from :"service_role";
grant usage on schema public to :"service_role";

grant select, insert, update, delete
    on slices, counts, slices_5m, slices_1h, counts_5m, counts_1h, snapshots, minutes, roll_ups_due, readings,
       generations, recent_counts
    to :"service_role";
-- What was so is not changed afterwards.
grant select, insert, delete on alert_changes, happenings to :"service_role";
-- Nor what operators said, but that a silence is over.
grant select, insert
    on silences, acknowledgements, incident_entries, incident_reviews, ledger_corrections, deploy_overrides
    to :"service_role";
grant update (ended_at, ended_by) on silences to :"service_role";
-- As long as an incident goes on, rounds tell more of it.
grant select, insert, update on incidents, action_items, job_heartbeats to :"service_role";
grant select on schema_migrations to :"service_role";
-- There is one row, always.
grant select, update on evaluator to :"service_role";
-- Partitions are tables, and belong to the owner like all others.
grant execute on function make_partitions(timestamptz), drop_old_partitions(timestamptz)
    to :"service_role";
