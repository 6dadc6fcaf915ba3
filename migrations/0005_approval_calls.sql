ALTER TABLE "approvals" ADD COLUMN "environment" text NOT NULL DEFAULT '';--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "tool" text NOT NULL DEFAULT '';--> statement-breakpoint
ALTER TABLE "approvals" ADD COLUMN "action" text NOT NULL DEFAULT '';--> statement-breakpoint
-- Whoever migrates owns the tables, and row security is forced on owners too: it rests while older rows are filled in.
ALTER TABLE "approvals" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "receipts" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "approvals" a SET "environment" = convert_from(r.payload, 'UTF8')::json ->> 'environment',
                         "tool" = coalesce(r.tool, r.action), "action" = r.action
  FROM "receipts" r WHERE r.org_id = a.org_id AND r.seq = a.gate_seq;--> statement-breakpoint
ALTER TABLE "receipts" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "approvals" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "environment" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "tool" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "approvals" ALTER COLUMN "action" DROP DEFAULT;--> statement-breakpoint
CREATE INDEX "approvals_used" ON "approvals" USING btree ("org_id","environment","tool","action","id") WHERE used > 0;
