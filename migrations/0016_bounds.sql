CREATE TABLE "accounts"."attempt" (
	"name" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"endsAt" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts"."session" ADD COLUMN "orgId" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "invited_by" text;--> statement-breakpoint
CREATE INDEX "attempt_ends" ON "accounts"."attempt" USING btree ("endsAt");