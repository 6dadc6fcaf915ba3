CREATE INDEX "receipts_people" ON "receipts" USING btree ("org_id","seq") WHERE type in ('member.invited', 'member.added');
