CREATE SCHEMA "accounts";
--> statement-breakpoint
CREATE TABLE "accounts"."account" (
	"id" text PRIMARY KEY NOT NULL,
	"accountId" text NOT NULL,
	"providerId" text NOT NULL,
	"userId" text NOT NULL,
	"password" text,
	"accessToken" text,
	"refreshToken" text,
	"idToken" text,
	"accessTokenExpiresAt" timestamp with time zone,
	"refreshTokenExpiresAt" timestamp with time zone,
	"scope" text,
	"createdAt" timestamp with time zone NOT NULL,
	"updatedAt" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts"."membership" (
	"account_id" text NOT NULL,
	"org_id" text NOT NULL,
	"member_id" text NOT NULL,
	CONSTRAINT "membership_account_id_org_id_pk" PRIMARY KEY("account_id","org_id")
);
--> statement-breakpoint
CREATE TABLE "accounts"."passkey" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text,
	"publicKey" text NOT NULL,
	"userId" text NOT NULL,
	"credentialID" text NOT NULL,
	"counter" integer NOT NULL,
	"deviceType" text NOT NULL,
	"backedUp" boolean NOT NULL,
	"transports" text,
	"createdAt" timestamp with time zone,
	"aaguid" text,
	CONSTRAINT "passkey_credentialID_unique" UNIQUE("credentialID")
);
--> statement-breakpoint
CREATE TABLE "accounts"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"userId" text NOT NULL,
	"method" text NOT NULL,
	"expiresAt" timestamp with time zone NOT NULL,
	"createdAt" timestamp with time zone NOT NULL,
	"updatedAt" timestamp with time zone NOT NULL,
	"ipAddress" text,
	"userAgent" text,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "accounts"."ticket" (
	"hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"content" text NOT NULL,
	"expiresAt" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts"."twoFactor" (
	"id" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"backupCodes" text NOT NULL,
	"userId" text NOT NULL,
	"verified" boolean,
	"failedVerificationCount" integer,
	"lockedUntil" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "accounts"."user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"emailVerified" boolean NOT NULL,
	"image" text,
	"createdAt" timestamp with time zone NOT NULL,
	"updatedAt" timestamp with time zone NOT NULL,
	"twoFactorEnabled" boolean,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "accounts"."verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expiresAt" timestamp with time zone NOT NULL,
	"createdAt" timestamp with time zone NOT NULL,
	"updatedAt" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "account_id" text;--> statement-breakpoint
ALTER TABLE "accounts"."account" ADD CONSTRAINT "account_userId_user_id_fk" FOREIGN KEY ("userId") REFERENCES "accounts"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts"."membership" ADD CONSTRAINT "membership_account_id_user_id_fk" FOREIGN KEY ("account_id") REFERENCES "accounts"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts"."passkey" ADD CONSTRAINT "passkey_userId_user_id_fk" FOREIGN KEY ("userId") REFERENCES "accounts"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts"."session" ADD CONSTRAINT "session_userId_user_id_fk" FOREIGN KEY ("userId") REFERENCES "accounts"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts"."twoFactor" ADD CONSTRAINT "twoFactor_userId_user_id_fk" FOREIGN KEY ("userId") REFERENCES "accounts"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_user" ON "accounts"."account" USING btree ("userId");--> statement-breakpoint
CREATE INDEX "membership_org" ON "accounts"."membership" USING btree ("org_id","member_id");--> statement-breakpoint
CREATE INDEX "passkey_user" ON "accounts"."passkey" USING btree ("userId");--> statement-breakpoint
CREATE INDEX "session_user" ON "accounts"."session" USING btree ("userId");--> statement-breakpoint
CREATE INDEX "ticket_expires" ON "accounts"."ticket" USING btree ("expiresAt");--> statement-breakpoint
CREATE INDEX "two_factor_user" ON "accounts"."twoFactor" USING btree ("userId");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "accounts"."verification" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "verification_expires" ON "accounts"."verification" USING btree ("expiresAt");--> statement-breakpoint
CREATE UNIQUE INDEX "members_account" ON "members" USING btree ("org_id","account_id") WHERE account_id is not null;--> statement-breakpoint
-- The tenants' role writes which of an org's members are accounts, for its own org only, and sees nothing else here.
GRANT USAGE ON SCHEMA "accounts" TO countersign_app;--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON "accounts"."membership" TO countersign_app;--> statement-breakpoint
ALTER TABLE "accounts"."membership" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON "accounts"."membership" TO countersign_app
  USING (org_id = (SELECT current_setting('app.org', true)))
  WITH CHECK (org_id = (SELECT current_setting('app.org', true)));
