CREATE TABLE "approvals" (
	"org_id" text NOT NULL,
	"id" text NOT NULL,
	"gate_seq" bigint NOT NULL,
	"agent_id" text NOT NULL,
	"status" text NOT NULL,
	"decisions" jsonb NOT NULL,
	"expires_at" bigint NOT NULL,
	"sameness" text NOT NULL,
	CONSTRAINT "approvals_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"org_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"role" text NOT NULL,
	"groups" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "members_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "approvals_status" ON "approvals" USING btree ("org_id","status","id");--> statement-breakpoint
CREATE INDEX "approvals_agent" ON "approvals" USING btree ("org_id","agent_id","id");--> statement-breakpoint
CREATE INDEX "approvals_agent_status" ON "approvals" USING btree ("org_id","agent_id","status","id");--> statement-breakpoint
CREATE INDEX "approvals_waiting" ON "approvals" USING btree ("org_id","agent_id","expires_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "approvals_same" ON "approvals" USING btree ("org_id","sameness","id") WHERE status in ('pending', 'granted');--> statement-breakpoint
SELECT protect_tenant_table('approvals', 'SELECT, INSERT, UPDATE');--> statement-breakpoint
SELECT protect_tenant_table('members', 'SELECT, INSERT, UPDATE, DELETE');
