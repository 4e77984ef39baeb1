-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- The access log of a vault, for the eyes of its owner.
--
-- It must not grow with polling: to the same person, space, act and outcome there is one line for each day and newest
-- position. Most calls therefore only look and do not write.
CREATE FUNCTION rights_note(
    in_person bytea, in_now bigint, in_space uuid, in_act text, in_outcome text, in_position bigint
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    in_vault uuid;
    in_day integer := in_now / 86400000;
    line_seq bigint;
    line_prev bytea;
    line_hash bytea;
BEGIN
    SELECT s.vault INTO in_vault FROM vault_space AS s WHERE s.id = in_space AND s.owner IS DISTINCT FROM in_person;
    IF NOT FOUND OR in_person IS NULL OR EXISTS (
        SELECT FROM rights_opening AS o
        WHERE o.vault = in_vault AND o.space = in_space AND o.person = in_person
          AND o.act = in_act AND o.outcome = in_outcome AND o.day = in_day AND o."position" = in_position
    ) THEN
        RETURN;
    END IF;
    -- Losing the last lines in a crash of the machine is bearable; telling by the time that a space exists is not.
    PERFORM set_config('synchronous_commit', 'off', true);
    INSERT INTO rights_logbook (vault, seq, head) VALUES (in_vault, -1, '') ON CONFLICT DO NOTHING;
    SELECT seq + 1, head INTO line_seq, line_prev FROM rights_logbook WHERE vault = in_vault FOR UPDATE;
    line_hash := rights_line_hash(
        in_vault, line_seq, line_prev, in_now, in_person, in_space, in_act, in_outcome, in_position
    );
    INSERT INTO rights_opening (vault, seq, at, person, space, act, outcome, day, "position", prev, hash)
    VALUES (
        in_vault, line_seq, in_now, in_person, in_space, in_act, in_outcome, in_day, in_position, line_prev, line_hash
    )
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        UPDATE rights_logbook SET seq = line_seq, head = line_hash WHERE vault = in_vault;
    END IF;
END
$$;

-- SHA-256 over the fields of a line, separated unambiguously: all but act and outcome have a fixed length.
CREATE FUNCTION rights_line_hash(
    vault uuid, seq bigint, prev bytea, at bigint, person bytea, space uuid, act text, outcome text, "position" bigint
) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(
        uuid_send(vault) || int8send(seq) || int8send(octet_length(prev)) || prev || int8send(at) || person
        || uuid_send(space) || int8send("position") || convert_to(act || ' ' || outcome, 'UTF8')
    )
$$;
