-- By hand: receipts in the form of before cannot be read any more, and are never thrown away.
ALTER TABLE "receipts" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
DO $$ BEGIN
  IF EXISTS (SELECT FROM receipts) THEN
    RAISE EXCEPTION 'this database holds receipts of an older form, which this version cannot read'
      USING HINT = 'start with an empty database, and keep this one with the version that wrote it';
  END IF;
END $$;
--> statement-breakpoint
CREATE TABLE "mentions" (
	"org_id" text NOT NULL,
	"id" text NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "mentions_org_id_id_seq_pk" PRIMARY KEY("org_id","id","seq")
);
--> statement-breakpoint
CREATE TABLE "segment_agents" (
	"org_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"tree_size" bigint NOT NULL,
	CONSTRAINT "segment_agents_org_id_agent_id_tree_size_pk" PRIMARY KEY("org_id","agent_id","tree_size")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"org_id" text NOT NULL,
	"tree_size" bigint NOT NULL,
	"count" integer NOT NULL,
	"issued_at" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"kid" "bytea" NOT NULL,
	"protected_header" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL,
	"payloads" "bytea" NOT NULL,
	"payload_bytes" integer NOT NULL,
	"disclosures" "bytea",
	"disclosure_bytes" integer NOT NULL,
	CONSTRAINT "segments_org_id_tree_size_pk" PRIMARY KEY("org_id","tree_size")
);
--> statement-breakpoint
DROP TABLE "checkpoints" CASCADE;--> statement-breakpoint
DROP TABLE "disclosures" CASCADE;--> statement-breakpoint
DROP TABLE "receipts" CASCADE;--> statement-breakpoint
CREATE INDEX "segments_time" ON "segments" USING btree ("org_id","issued_at","tree_size");
--> statement-breakpoint
-- By hand. What is compressed or random already is not compressed again.
ALTER TABLE "segments" ALTER COLUMN "signature" SET STORAGE EXTERNAL, ALTER COLUMN "payloads" SET STORAGE EXTERNAL,
  ALTER COLUMN "disclosures" SET STORAGE EXTERNAL;--> statement-breakpoint
SELECT protect_tenant_table('segment_agents', 'SELECT, INSERT');--> statement-breakpoint
SELECT protect_tenant_table('mentions', 'SELECT, INSERT');--> statement-breakpoint
SELECT protect_tenant_table('segments', 'SELECT, INSERT');--> statement-breakpoint
-- Erasing rewrites what a segment discloses, and nothing else of it: for its owner too.
DROP TRIGGER append_only ON "segments";--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON "segments"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_history_change();--> statement-breakpoint
CREATE TRIGGER append_only_but_disclosures BEFORE UPDATE ON "segments" FOR EACH ROW
  WHEN ((OLD.org_id, OLD.tree_size, OLD.count, OLD.issued_at, OLD.root, OLD.kid, OLD.protected_header, OLD.signature,
         OLD.payloads, OLD.payload_bytes) IS DISTINCT FROM
        (NEW.org_id, NEW.tree_size, NEW.count, NEW.issued_at, NEW.root, NEW.kid, NEW.protected_header, NEW.signature,
         NEW.payloads, NEW.payload_bytes))
  EXECUTE FUNCTION refuse_history_change();--> statement-breakpoint
GRANT UPDATE (disclosures, disclosure_bytes) ON "segments" TO countersign_app;
