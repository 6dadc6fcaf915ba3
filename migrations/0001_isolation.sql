-- The role that every transaction of the service runs under: no login, no bypass of row security.
-- Roles belong to the whole server, so another database of it may have made this one already.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'countersign_app') THEN
    CREATE ROLE countersign_app NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
--> statement-breakpoint
-- From 16 on, who makes a role may administer it, but not act as it.
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'countersign_app',
                     CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
    EXECUTE format('GRANT countersign_app TO %I', current_user);
  END IF;
END $$;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO countersign_app', current_schema());
END $$;
--> statement-breakpoint
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
-- What every table with an org_id needs, in one call: a transaction that has not named its org sees nothing and writes
-- nothing. A table without the right to update or delete is append-only, for its owner too.
CREATE FUNCTION protect_tenant_table(name text, rights text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  EXECUTE format(
    'CREATE POLICY tenant ON %I TO countersign_app
       USING (org_id = (SELECT current_setting(''app.org'', true)))
       WITH CHECK (org_id = (SELECT current_setting(''app.org'', true)))', name);
  EXECUTE format('GRANT %s ON %I TO countersign_app', rights, name);
  IF rights !~* 'update|delete' THEN
    EXECUTE format(
      'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change()', name);
  END IF;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION protect_tenant_table(text, text) FROM PUBLIC;
--> statement-breakpoint
SELECT protect_tenant_table(name, rights) FROM (VALUES
  ('orgs', 'SELECT, INSERT, UPDATE'),
  ('logs', 'SELECT, INSERT, UPDATE'),
  ('signing_keys', 'SELECT, INSERT, UPDATE'),
  ('agents', 'SELECT, INSERT, UPDATE'),
  ('api_keys', 'SELECT, INSERT, UPDATE'),
  ('gates', 'SELECT, INSERT, UPDATE'),
  ('receipts', 'SELECT, INSERT'),
  ('checkpoints', 'SELECT, INSERT'),
  ('tiles', 'SELECT, INSERT'),
  ('policies', 'SELECT, INSERT'),
  ('disclosures', 'SELECT, INSERT, DELETE'),
  ('repeats', 'SELECT, INSERT, DELETE'),
  ('live_policies', 'SELECT, INSERT, UPDATE, DELETE'),
  ('tools', 'SELECT, INSERT, UPDATE, DELETE'),
  ('counters', 'SELECT, INSERT, UPDATE, DELETE')
) AS tenant_table (name, rights);
--> statement-breakpoint
-- Outside row security: jobs look across orgs for what is due.
GRANT SELECT, INSERT, UPDATE, DELETE ON due TO countersign_app;
