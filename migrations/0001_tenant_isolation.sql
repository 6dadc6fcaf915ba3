-- The role that every transaction of the service runs under: no login, no bypass of row security.
-- Roles belong to the whole server, so another database of it may have made this one already.
DO $$ BEGIN
  CREATE ROLE countersign_app NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
--> statement-breakpoint
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'countersign_app', 'MEMBER') THEN
    EXECUTE format('GRANT countersign_app TO %I', current_user);
  END IF;
END $$;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO countersign_app', current_schema());
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT ON receipts, checkpoints, tiles TO countersign_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON orgs, logs, signing_keys, agents, api_keys, gates TO countersign_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON disclosures, idempotency TO countersign_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON due TO countersign_app;
--> statement-breakpoint
-- A transaction that has not named its org sees nothing and writes nothing.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['orgs', 'logs', 'signing_keys', 'agents', 'api_keys', 'receipts', 'disclosures',
                           'checkpoints', 'tiles', 'gates', 'idempotency'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I TO countersign_app
         USING (org_id = (SELECT current_setting(''app.org'', true)))
         WITH CHECK (org_id = (SELECT current_setting(''app.org'', true)))', t);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tiles
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();
