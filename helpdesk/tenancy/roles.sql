-- The database roles, made once by the superuser (embedded stack, docker/postgres-init.sh); safe to repeat.
--   helpdesk_owner   owns the schema and migrates; BYPASSRLS, because FORCE would hide rows from data migrations
--   helpdesk_app     web, workers, mail, tests: bound by row-level security, no DDL, no TRUNCATE
--   helpdesk_sweep   nobody logs in as it; owns the few SECURITY DEFINER functions that look across tenants
--   helpdesk_backup  reads everything, writes nothing
do $$
begin
    if not exists (select from pg_roles where rolname = 'helpdesk_sweep') then
        create role helpdesk_sweep nologin bypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'helpdesk_owner') then
        create role helpdesk_owner login createdb bypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'helpdesk_app') then
        create role helpdesk_app login nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    if not exists (select from pg_roles where rolname = 'helpdesk_backup') then
        create role helpdesk_backup login bypassrls;
    end if;
end
$$;
-- The owner hands the sweep functions over to helpdesk_sweep, so it must be able to act as it.
grant helpdesk_sweep to helpdesk_owner;
-- A migration may have to send a forgotten session away, and the suite drops databases that a test left one in.
grant pg_signal_backend to helpdesk_owner;
grant pg_read_all_data to helpdesk_backup;
