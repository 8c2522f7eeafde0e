-- What the service's own role may do, and nobody else; the schema belongs to another. Runs at every start that knows
-- two roles, in one transaction, so that nobody sees the rights half granted.
revoke all on schema public from public;
revoke all on all tables in schema public from public;
revoke all on all tables in schema public from :"service_role";
revoke create on schema public from :"service_role";
grant usage on schema public to :"service_role";

-- Purging alone removes a row, through the owner's own function.
grant select, insert, update on users to :"service_role";
-- History is only ever added to.
grant select, insert on user_history to :"service_role";
grant select on cursor_key to :"service_role";
grant select, insert, update, delete on idempotency_keys to :"service_role";
-- What the service may not do to the history itself, these do for it.
grant execute on function erase_user(bigint, integer[], text, text), purge_users(integer, text) to :"service_role";
