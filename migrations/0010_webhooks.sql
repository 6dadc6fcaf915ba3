CREATE TABLE "attempts" (
	"org_id" text NOT NULL,
	"webhook_id" text NOT NULL,
	"id" text NOT NULL,
	"seq" bigint NOT NULL,
	"receipt_id" text NOT NULL,
	"event" text NOT NULL,
	"attempt" integer NOT NULL,
	"status" text NOT NULL,
	"response_status" integer,
	"error" text,
	"duration_ms" integer NOT NULL,
	"at" bigint NOT NULL,
	"next_at" bigint,
	CONSTRAINT "attempts_org_id_webhook_id_id_pk" PRIMARY KEY("org_id","webhook_id","id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"org_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"channel" text NOT NULL,
	"at" bigint NOT NULL,
	"attempts" integer NOT NULL,
	CONSTRAINT "outbox_org_id_channel_seq_pk" PRIMARY KEY("org_id","channel","seq")
);
--> statement-breakpoint
CREATE TABLE "slack_messages" (
	"org_id" text NOT NULL,
	"webhook_id" text NOT NULL,
	"approval_id" text NOT NULL,
	"channel" text NOT NULL,
	"ts" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "slack_messages_org_id_webhook_id_approval_id_pk" PRIMARY KEY("org_id","webhook_id","approval_id")
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"org_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"format" text NOT NULL,
	"events" jsonb NOT NULL,
	"status" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"failing_since" bigint,
	"created_at" bigint NOT NULL,
	CONSTRAINT "webhooks_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("at");--> statement-breakpoint
CREATE INDEX "outbox_waiting" ON "outbox" USING btree ("org_id","channel","at") WHERE channel <> '';
--> statement-breakpoint
-- By hand.
SELECT protect_tenant_table('webhooks', 'SELECT, INSERT, UPDATE, DELETE');--> statement-breakpoint
SELECT protect_tenant_table('attempts', 'SELECT, INSERT, DELETE');--> statement-breakpoint
SELECT protect_tenant_table('slack_messages', 'SELECT, INSERT, UPDATE, DELETE');--> statement-breakpoint
-- Outside row security: a process asks for what is due of every org.
GRANT SELECT, INSERT, UPDATE, DELETE ON "outbox" TO countersign_app;
