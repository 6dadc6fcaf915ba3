CREATE TABLE "activity" (
	"org_id" text NOT NULL,
	"id" "bytea" NOT NULL,
	"state" text NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "activity_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "live_policies" (
	"org_id" text NOT NULL,
	"environment" text NOT NULL,
	"version" integer NOT NULL,
	"since" bigint NOT NULL,
	CONSTRAINT "live_policies_org_id_environment_pk" PRIMARY KEY("org_id","environment")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"org_id" text NOT NULL,
	"version" integer NOT NULL,
	"digest" text NOT NULL,
	"document" text NOT NULL,
	"parsed" text NOT NULL,
	"environment" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "policies_org_id_version_pk" PRIMARY KEY("org_id","version")
);
--> statement-breakpoint
CREATE TABLE "tools" (
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" bigint NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "tools_org_id_name_pk" PRIMARY KEY("org_id","name")
);
--> statement-breakpoint
ALTER TABLE "agents" ADD COLUMN "owner" text;--> statement-breakpoint
ALTER TABLE "live_policies" ADD CONSTRAINT "live_policies_org_id_version_policies_org_id_version_fk" FOREIGN KEY ("org_id","version") REFERENCES "public"."policies"("org_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tools" ADD CONSTRAINT "tools_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;