CREATE TABLE "decided" (
	"org_id" text NOT NULL,
	"approval_id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "decided_org_id_approval_id_pk" PRIMARY KEY("org_id","approval_id")
);
--> statement-breakpoint
CREATE INDEX "decided_at" ON "decided" USING btree ("at");
--> statement-breakpoint
-- By hand. Outside row security: a process asks once for all that its callers wait for, of whichever org.
GRANT SELECT, INSERT, DELETE ON "decided" TO countersign_app;
