insert into migrated select max(id) + 1 from migrated;
