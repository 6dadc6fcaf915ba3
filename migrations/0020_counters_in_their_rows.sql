-- By hand. A state of two kilobytes is written anew with nearly every commit: in its row that is one record of the database's
-- log, out of it several.
ALTER TABLE "counters" ALTER COLUMN "state" SET STORAGE MAIN;
