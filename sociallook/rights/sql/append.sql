-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- The way of a record into a space, in one statement, because it is the way taken most often: one round trip, one
-- transaction, one durable commit.
--
-- It runs as the owner of the database: for this one way it is the fence itself. It believes nothing about who asks but
-- app.actor, and judges the right by the same rule as every policy. Past it, the application can insert a record only
-- through the policies of fence.sql.
--
-- outcome   appended, or the code of the refusal
-- position  of the new record; with E_PREV that of the newest one
-- epoch     number of the current epoch, with E_STALE
-- prev      hash of the newest record, with E_PREV
CREATE FUNCTION rights_append(
    in_now bigint, in_vault uuid, in_space uuid,
    in_epoch bytea, in_record uuid, in_version integer, in_verb text, in_role text, in_prev bytea,
    in_header bytea, in_sealed bytea, in_hash bytea, in_hand bytea, in_blobs uuid[], in_blob_hands bytea[],
    in_sign_in uuid,
    OUT outcome text, OUT "position" bigint, OUT epoch integer, OUT prev bytea
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    me bytea := rights_actor();
    standing record;
    held record;
BEGIN
    PERFORM set_config('app.now', in_now::text, true);

    -- 1. The right. Whoever has none learns nothing, not even that the space is there.
    standing := rights_standing(me, in_now, in_vault, in_space);
    IF standing.role IS NULL OR (standing.role = 'helper' AND NOT in_verb = ANY (standing.verbs)) THEN
        PERFORM rights_note(me, in_now, in_space, 'write', 'refused', 0);
        outcome := 'not_available';
        RETURN;
    END IF;
    -- Only the owner of a person's vault writes as owner.
    IF (in_role = 'owner') <> (standing.role = 'owner') THEN
        outcome := 'E_SCHEMA';
        RETURN;
    END IF;

    -- 2. A new record, or the next version of one's own. (Whoever is faster with the same id also moves `last`, see 4.)
    IF EXISTS (
        SELECT FROM vault_record AS r
        WHERE r.vault = in_vault AND r.space = in_space AND r.record = in_record AND r.version = in_version
    ) OR in_version > 1 AND NOT EXISTS (
        SELECT FROM vault_record AS r
        WHERE r.vault = in_vault AND r.space = in_space AND r.record = in_record
          AND r.version = in_version - 1 AND r.hand = in_hand
    ) THEN
        outcome := 'E_SCHEMA';
        RETURN;
    END IF;

    -- 3. Only its uploader or the owner refers to a blob, and only once it is complete.
    IF in_blobs <> '{}' AND cardinality(in_blobs) > (
        SELECT count(*) FROM vault_blob AS b
        JOIN unnest(in_blobs, in_blob_hands) AS named (id, hand) ON named.id = b.id
        WHERE b.vault = in_vault AND vault_blob_complete(b.size, b.received)
          AND (standing.role = 'owner' OR b.hand = named.hand)
    ) THEN
        outcome := 'E_SCHEMA';
        RETURN;
    END IF;

    -- 4. Compare and swap: the current epoch, not stale, and nobody was faster.
    UPDATE vault_space AS s SET "position" = s."position" + 1, last = in_hash
    WHERE s.vault = in_vault AND s.id = in_space
      AND s.epoch_hash = in_epoch AND NOT s.stale AND (s.stale_at IS NULL OR in_now < s.stale_at)
      AND coalesce(s.last, '') = in_prev
    RETURNING s."position", s.epoch INTO position, epoch;
    IF NOT FOUND THEN
        SELECT s.*, s.epoch_hash IS DISTINCT FROM in_epoch OR s.stale
            OR coalesce(s.stale_at <= in_now, false) AS is_stale
        INTO held FROM vault_space AS s WHERE s.vault = in_vault AND s.id = in_space;
        outcome := CASE WHEN held IS NULL THEN 'not_available' WHEN held.is_stale THEN 'E_STALE' ELSE 'E_PREV' END;
        epoch := held.epoch;
        position := held."position";
        prev := held.last;
        RETURN;
    END IF;

    INSERT INTO vault_record (vault, space, "position", record, version, epoch, role, verb, header, sealed, hash, hand)
    VALUES (in_vault, in_space, position, in_record, in_version, epoch, in_role, in_verb, in_header, in_sealed, in_hash, in_hand);
    IF in_blobs <> '{}' THEN
        INSERT INTO vault_blobreference (vault, space, blob, record, epoch)
        SELECT in_vault, in_space, blob, in_record, rights_append.epoch FROM unnest(in_blobs) AS blob
        ON CONFLICT DO NOTHING;
    END IF;

    -- 5. Whoever may read is told, if all this stands.
    PERFORM notifications_tell_record(in_space, position, in_sign_in);
    outcome := 'appended';
END
$$;

-- The same for a request that carries a token: finds who is signed in, in the same round trip. `in_person` is who the
-- caller believes it to be (it keyed `in_hand` for that person); if the token says otherwise, nobody is signed in.
CREATE FUNCTION rights_append_signed_in(
    in_token_hash bytea,
    in_person bytea, in_now bigint, in_vault uuid, in_space uuid,
    in_epoch bytea, in_record uuid, in_version integer, in_verb text, in_role text, in_prev bytea,
    in_header bytea, in_sealed bytea, in_hash bytea, in_hand bytea, in_blobs uuid[], in_blob_hands bytea[],
    OUT outcome text, OUT "position" bigint, OUT epoch integer, OUT prev bytea
)
LANGUAGE plpgsql AS $$
DECLARE
    signed_in record;
BEGIN
    signed_in := accounts_actor(in_token_hash);
    IF signed_in.person IS DISTINCT FROM in_person THEN
        outcome := 'signed_out';
        RETURN;
    END IF;
    SELECT a.outcome, a."position", a.epoch, a.prev INTO outcome, position, epoch, prev
    FROM rights_append(
        in_now, in_vault, in_space, in_epoch, in_record, in_version, in_verb, in_role, in_prev,
        in_header, in_sealed, in_hash, in_hand, in_blobs, in_blob_hands, signed_in.sign_in
    ) AS a;
END
$$;
