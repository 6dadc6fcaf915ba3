CREATE TABLE "environments" (
	"org_id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" bigint NOT NULL,
	CONSTRAINT "environments_org_id_name_pk" PRIMARY KEY("org_id","name")
);
--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agents_environment" ON "agents" USING btree ("org_id","environment") WHERE environment is not null;--> statement-breakpoint
CREATE INDEX "api_keys_environment" ON "api_keys" USING btree ("org_id","environment") WHERE environment is not null;--> statement-breakpoint
SELECT protect_tenant_table('environments', 'SELECT, INSERT, DELETE');
