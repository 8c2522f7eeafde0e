revoke all on all tables in schema public from :"service_role";
grant select on migrated, schema_migrations to :"service_role";
