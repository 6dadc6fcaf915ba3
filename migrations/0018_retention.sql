CREATE TABLE "retention_due" (
	"org_id" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "orgs" ADD COLUMN "retention" jsonb;--> statement-breakpoint
CREATE INDEX "retention_due_at" ON "retention_due" USING btree ("at");--> statement-breakpoint
CREATE INDEX "segments_disclosing" ON "segments" USING btree ("org_id","tree_size") WHERE disclosures is not null;--> statement-breakpoint
-- By hand. Outside row security: a process asks for what is due of every org.
GRANT SELECT, INSERT, UPDATE, DELETE ON "retention_due" TO countersign_app;
