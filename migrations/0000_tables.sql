CREATE TABLE "agents" (
	"org_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"roles" jsonb NOT NULL,
	"labels" jsonb NOT NULL,
	"environment" text,
	"owner" text,
	"created_at" bigint NOT NULL,
	CONSTRAINT "agents_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"org_id" text NOT NULL,
	"id" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"name" text NOT NULL,
	"hint" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"agent_id" text,
	"environment" text,
	"created_at" bigint NOT NULL,
	"revoked_at" bigint,
	CONSTRAINT "api_keys_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "checkpoints" (
	"org_id" text NOT NULL,
	"tree_size" bigint NOT NULL,
	"issued_at" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"kid" "bytea" NOT NULL,
	"protected_header" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL,
	CONSTRAINT "checkpoints_org_id_tree_size_pk" PRIMARY KEY("org_id","tree_size")
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"org_id" text NOT NULL,
	"id" "bytea" NOT NULL,
	"state" text NOT NULL,
	"until" bigint NOT NULL,
	CONSTRAINT "counters_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "disclosures" (
	"org_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "disclosures_org_id_seq_pk" PRIMARY KEY("org_id","seq")
);
--> statement-breakpoint
CREATE TABLE "due" (
	"org_id" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gates" (
	"org_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"status" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"approval_id" text,
	"closed_seq" bigint,
	"output_digest" "bytea",
	CONSTRAINT "gates_org_id_seq_pk" PRIMARY KEY("org_id","seq")
);
--> statement-breakpoint
CREATE TABLE "instance" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"master_check" "bytea" NOT NULL,
	"pepper" "bytea" NOT NULL,
	"first_org_id" text,
	CONSTRAINT "instance_single_row" CHECK ("instance"."id" = 1)
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
CREATE TABLE "logs" (
	"org_id" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"epoch" bigint NOT NULL,
	"frontier" "bytea" NOT NULL,
	"last_leaf" "bytea" NOT NULL,
	"issued_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orgs" (
	"org_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"halted" boolean DEFAULT false NOT NULL,
	"logs_public" boolean DEFAULT true NOT NULL,
	"data_key" "bytea" NOT NULL,
	"created_at" bigint NOT NULL
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
CREATE TABLE "receipts" (
	"org_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"type" text NOT NULL,
	"agent_id" text,
	"verdict" text,
	"action" text,
	"tool" text,
	"session_id" text,
	"gate_seq" bigint,
	"approval_id" text,
	"leaf_hash" "bytea" NOT NULL,
	"payload" "bytea" NOT NULL,
	CONSTRAINT "receipts_org_id_seq_pk" PRIMARY KEY("org_id","seq")
);
--> statement-breakpoint
CREATE TABLE "repeats" (
	"org_id" text NOT NULL,
	"id" "bytea" NOT NULL,
	"digest" "bytea" NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "repeats_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"org_id" text NOT NULL,
	"kid" "bytea" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"seed" "bytea" NOT NULL,
	"from_size" bigint NOT NULL,
	"until_size" bigint,
	CONSTRAINT "signing_keys_org_id_kid_pk" PRIMARY KEY("org_id","kid")
);
--> statement-breakpoint
CREATE TABLE "tiles" (
	"org_id" text NOT NULL,
	"level" smallint NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	"root" "bytea" NOT NULL,
	CONSTRAINT "tiles_org_id_level_index_pk" PRIMARY KEY("org_id","level","index")
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
ALTER TABLE "agents" ADD CONSTRAINT "agents_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_org_id_agent_id_agents_org_id_id_fk" FOREIGN KEY ("org_id","agent_id") REFERENCES "public"."agents"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_policies" ADD CONSTRAINT "live_policies_org_id_version_policies_org_id_version_fk" FOREIGN KEY ("org_id","version") REFERENCES "public"."policies"("org_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "logs" ADD CONSTRAINT "logs_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_keys" ADD CONSTRAINT "signing_keys_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tools" ADD CONSTRAINT "tools_org_id_orgs_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("org_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agents_status" ON "agents" USING btree ("org_id","status","id");--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash" ON "api_keys" USING btree ("org_id","hash");--> statement-breakpoint
CREATE INDEX "api_keys_agent" ON "api_keys" USING btree ("org_id","agent_id") WHERE agent_id is not null;--> statement-breakpoint
CREATE INDEX "checkpoints_time" ON "checkpoints" USING btree ("org_id","issued_at","tree_size");--> statement-breakpoint
CREATE INDEX "due_at" ON "due" USING btree ("at");--> statement-breakpoint
CREATE INDEX "gates_expiry" ON "gates" USING btree ("org_id","expires_at") WHERE closed_seq is null;--> statement-breakpoint
CREATE INDEX "policies_environment" ON "policies" USING btree ("org_id","environment","version");--> statement-breakpoint
CREATE INDEX "receipts_agent" ON "receipts" USING btree ("org_id","agent_id","seq");--> statement-breakpoint
CREATE INDEX "receipts_gate" ON "receipts" USING btree ("org_id","gate_seq","seq") WHERE gate_seq is not null;--> statement-breakpoint
CREATE INDEX "receipts_approval" ON "receipts" USING btree ("org_id","approval_id","seq") WHERE approval_id is not null;