-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- A page of sealed records in one statement: who is signed in, the door, the rows, the line in the access log. It runs as
-- the application, so the fence decides about each row.
--
-- The first row says how it went: outcome (opened, signed_out, not_available) and the newest position of the space.
-- Then the records, oldest first: those behind `in_from`, or with `in_backwards` the last ones before it.
CREATE FUNCTION rights_page(
    in_token_hash bytea, in_now bigint, in_space uuid, in_from bigint, in_backwards boolean, in_limit integer
) RETURNS TABLE (outcome text, "position" bigint, header bytea, sealed bytea, hash bytea)
LANGUAGE plpgsql AS $$
DECLARE
    me bytea := (accounts_actor(in_token_hash)).person;
    entered record;
    lower bigint := in_from;
    upper bigint := 9223372036854775807;
BEGIN
    SELECT * INTO entered FROM rights_enter(in_now, in_space, 'read', 'records');
    outcome := CASE WHEN me IS NULL THEN 'signed_out' WHEN entered.role IS NULL THEN 'not_available' ELSE 'opened' END;
    position := entered."position";
    RETURN NEXT;
    IF outcome <> 'opened' THEN
        RETURN;
    END IF;

    IF in_backwards THEN
        upper := in_from;
        SELECT coalesce(min(last."position"), in_from) - 1 INTO lower FROM (
            SELECT r."position" FROM vault_record AS r
            WHERE r.vault = entered.vault AND r.space = in_space AND r."position" < upper
            ORDER BY r."position" DESC LIMIT in_limit
        ) AS last;
    END IF;
    outcome := 'record';
    FOR position, header, sealed, hash IN
        SELECT r."position", r.header, r.sealed, r.hash FROM vault_record AS r
        WHERE r.vault = entered.vault AND r.space = in_space AND r."position" > lower AND r."position" < upper
        ORDER BY r."position" LIMIT in_limit
    LOOP
        RETURN NEXT;
    END LOOP;
    -- The owner's own reading leaves no line; an empty page hands out nothing.
    IF FOUND AND entered.role = 'helper' THEN
        PERFORM rights_note(me, in_now, in_space, 'records', 'opened', position);
    END IF;
END
$$;
