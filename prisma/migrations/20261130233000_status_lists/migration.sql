-- Token Status List: resource servers learn from a list which access tokens were revoked.

-- AlterTable
ALTER TABLE "tokens" ADD COLUMN "status_number" BIGINT;

-- CreateTable
CREATE TABLE "status_lists" (
    "id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "seed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "status_lists_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "status_lists_number_key" ON "status_lists"("number");

-- Numbers of tokens: a sequence, since a counter in a row would let clients wait for one another.
CREATE SEQUENCE token_status_number AS bigint MINVALUE 0 START 0;

-- Lists belong to no organisation: the Worker reads them with a token that it issues, and makes those to come.
GRANT USAGE ON SEQUENCE token_status_number TO cerberus_worker;
GRANT SELECT ON SEQUENCE token_status_number TO cerberus_system;
GRANT SELECT ON status_lists TO cerberus_worker, cerberus_system;
GRANT INSERT ON status_lists TO cerberus_system;

INSERT INTO status_lists (id, number, seed)
  SELECT gen_random_uuid(), n, uuid_send(gen_random_uuid()) FROM generate_series(0, 7) AS n;
