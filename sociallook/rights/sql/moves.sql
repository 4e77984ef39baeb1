-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- What follows when a head moves: epochs become stale, wraps of those who lost `read` go.

-- One lock for each head. Whoever starts an epoch holds the heads it names (shared), whoever moves a head takes it
-- alone: so either the epoch names the new head, or the move finds the epoch and marks it stale.
CREATE FUNCTION rights_head_lock(kind text, key bytea) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT ('x' || encode(substring(sha256(convert_to(kind, 'UTF8') || key) FOR 8), 'hex'))::bit(64)::bigint
$$;

-- Marks every space stale whose epoch names this head, and takes the wraps of those who may no longer read.
-- Returns the spaces concerned.
CREATE FUNCTION rights_head_moved(in_kind text, in_key bytea, in_now bigint) RETURNS TABLE (vault uuid, space uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(rights_head_lock(in_kind, in_key));
    FOR vault, space IN
        UPDATE vault_space AS s SET stale = true
        FROM (
            SELECT d.vault, d.space FROM vault_dependency AS d WHERE d.kind = in_kind AND d.key = in_key
            UNION
            -- A team that had no key could not be named; its first key record is a new head all the same.
            SELECT a.vault, a.space FROM rights_access AS a
            WHERE in_kind = 'team' AND a.team = encode(in_key, 'hex')::uuid AND a.person IS NULL
        ) AS concerned
        WHERE s.vault = concerned.vault AND s.id = concerned.space AND s.epoch > 0
        RETURNING s.vault, s.id
    LOOP
        IF in_kind = 'institution' THEN
            PERFORM rights_prune(vault, space, in_now);
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;

-- A team's own spaces are there from the moment the team is, so that nobody can take their ids before. False: the id of
-- the team is somebody's vault, or one of the spaces is there already.
CREATE FUNCTION rights_open_team(in_team uuid, in_spaces uuid[], in_areas text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts_account AS a WHERE a.vault = in_team)
        OR EXISTS (SELECT FROM vault_space AS s WHERE s.vault = in_team OR s.id = ANY (in_spaces))
    THEN
        RETURN false;
    END IF;
    INSERT INTO vault_space (vault, id, area, seq, closed, epoch, stale, "position")
    SELECT in_team, own.space, own.area, -1, false, 0, false, 0
    FROM unnest(in_spaces, in_areas) AS own (space, area);
    RETURN true;
END
$$;

-- Deletes the wraps of teams and persons that may not read the space now. What counts is the projection, which was
-- brought up to date in this transaction.
CREATE FUNCTION rights_prune(in_vault uuid, in_space uuid, in_now bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM vault_wrap AS w
    WHERE w.vault = in_vault AND w.space = in_space
      AND CASE
          WHEN w.person IS NOT NULL
              THEN (SELECT role FROM rights_standing(w.person, in_now, w.vault, w.space)) IS NULL
          ELSE w.team <> w.vault AND NOT EXISTS (
              SELECT FROM rights_access AS a
              WHERE a.vault = w.vault AND a.space = w.space AND a.team = w.team AND a.person IS NULL
                AND (a.until = 0 OR in_now < a.until)
          )
      END
$$;
