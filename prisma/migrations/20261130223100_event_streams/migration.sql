-- CreateEnum
CREATE TYPE "EventStreamStatus" AS ENUM ('enabled', 'paused', 'disabled');

-- CreateTable
CREATE TABLE "event_streams" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "delivery_method" TEXT NOT NULL,
    "endpoint_url" TEXT,
    "authorization_sealed" TEXT,
    "events_requested" TEXT[],
    "tells" JSONB NOT NULL,
    "description" TEXT,
    "status" "EventStreamStatus" NOT NULL DEFAULT 'enabled',
    "status_reason" TEXT,
    "verified_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_streams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_stream_left_out" (
    "organisation_id" UUID NOT NULL,
    "stream_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_stream_left_out_pkey" PRIMARY KEY ("organisation_id","stream_id","user_id")
);

-- CreateTable
CREATE TABLE "event_stream_deliveries" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "stream_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "user_id" UUID,
    "member_id" UUID,
    "facts" JSONB NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "response_status" INTEGER,
    "error_message" TEXT,
    "delivered_at" TIMESTAMPTZ(6),
    "failed_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_stream_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "event_streams_organisation_id_client_id_idx" ON "event_streams"("organisation_id", "client_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_streams_organisation_id_id_key" ON "event_streams"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "event_stream_left_out_organisation_id_user_id_idx" ON "event_stream_left_out"("organisation_id", "user_id");

-- CreateIndex
CREATE INDEX "event_stream_deliveries_organisation_id_stream_id_idx" ON "event_stream_deliveries"("organisation_id", "stream_id");

-- CreateIndex
CREATE INDEX "event_stream_deliveries_organisation_id_user_id_idx" ON "event_stream_deliveries"("organisation_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_stream_deliveries_organisation_id_id_key" ON "event_stream_deliveries"("organisation_id", "id");

-- AddForeignKey
ALTER TABLE "event_streams" ADD CONSTRAINT "event_streams_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_streams" ADD CONSTRAINT "event_streams_organisation_id_client_id_fkey" FOREIGN KEY ("organisation_id", "client_id") REFERENCES "clients"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_left_out" ADD CONSTRAINT "event_stream_left_out_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_left_out" ADD CONSTRAINT "event_stream_left_out_organisation_id_stream_id_fkey" FOREIGN KEY ("organisation_id", "stream_id") REFERENCES "event_streams"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_left_out" ADD CONSTRAINT "event_stream_left_out_organisation_id_user_id_fkey" FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_deliveries" ADD CONSTRAINT "event_stream_deliveries_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_deliveries" ADD CONSTRAINT "event_stream_deliveries_organisation_id_stream_id_fkey" FOREIGN KEY ("organisation_id", "stream_id") REFERENCES "event_streams"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_deliveries" ADD CONSTRAINT "event_stream_deliveries_organisation_id_user_id_fkey" FOREIGN KEY ("organisation_id", "user_id") REFERENCES "users"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_deliveries" ADD CONSTRAINT "event_stream_deliveries_organisation_id_member_id_fkey" FOREIGN KEY ("organisation_id", "member_id") REFERENCES "organisation_members"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.
ALTER TABLE event_streams
  ADD CONSTRAINT event_streams_pushed_somewhere
    CHECK ((delivery_method = 'urn:ietf:rfc:8935') = (endpoint_url IS NOT NULL));
ALTER TABLE event_stream_deliveries
  ADD CONSTRAINT event_stream_deliveries_one_subject CHECK (num_nonnulls(user_id, member_id) <= 1);

CREATE INDEX event_stream_deliveries_due ON event_stream_deliveries (next_attempt_at)
  WHERE delivered_at IS NULL AND failed_at IS NULL;
CREATE INDEX event_stream_deliveries_waiting ON event_stream_deliveries (organisation_id, stream_id, id)
  WHERE delivered_at IS NULL AND failed_at IS NULL;
CREATE INDEX event_stream_deliveries_of_guests ON event_stream_deliveries (organisation_id, member_id)
  WHERE member_id IS NOT NULL;
