#!/bin/sh
# First start of the database container only: after roles.sql has made the roles, gives them what a file in the
# repository must not hold, their passwords, and makes the owner own the database.
set -eu

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set database="$POSTGRES_DB" \
    --set owner_password="$HELPDESK_OWNER_PASSWORD" \
    --set app_password="$HELPDESK_APP_PASSWORD" \
    --set backup_password="$HELPDESK_BACKUP_PASSWORD" <<'SQL'
ALTER ROLE helpdesk_owner PASSWORD :'owner_password';
ALTER ROLE helpdesk_app PASSWORD :'app_password';
ALTER ROLE helpdesk_backup PASSWORD :'backup_password';
ALTER DATABASE :"database" OWNER TO helpdesk_owner;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO helpdesk_app, helpdesk_backup;
SQL
