-- The rights of the service's own role; the schema belongs to another role. Runs after all migrations, in one
-- transaction, so that no session sees the rights half granted.
revoke all on schema public from public;
revoke all on all tables in schema public from public;
revoke all on all tables in schema public from :"service_role";
revoke create on schema public from :"service_role";
grant usage on schema public to :"service_role";

-- Only a purge removes rows, through the owner's own function.
grant select, insert on users to :"service_role";
-- Neither a user's id nor when it was created or erased.
grant update
    (name, name_folded, name_starts, email, email_folded, email_starts, email_key, updated_at, deleted_at, purge_at,
     version, computed_version)
    on users to :"service_role";
-- The history is append-only.
grant select, insert on user_history to :"service_role";
grant select on cursor_key, schema_migrations to :"service_role";
grant select, insert, update, delete on idempotency_keys to :"service_role";
-- These change the history on the service's behalf.
grant execute on function
    erase_user(bigint, integer[], text, text), purge_users(integer, text), remove_synthetic_users(integer)
    to :"service_role";
