ALTER TABLE "retention_due" ADD COLUMN "behind_since" bigint;--> statement-breakpoint
CREATE INDEX "retention_due_behind_since" ON "retention_due" USING btree ("behind_since");