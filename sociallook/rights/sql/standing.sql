-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- Where somebody stands: what a person may do in a space at a time. All other rules ask here.
--
-- The functions that look into tables run as the owner of the database (SECURITY DEFINER), because the rows
-- that decide are themselves behind the fence. They answer only about the person they are asked for.

-- Who asks (accounts/sql/actor.sql); NULL: nobody.
CREATE FUNCTION rights_actor() RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(app_actor(), '')
$$;

-- When: ms since 1970 UTC, set by the door from the one clock for one transaction. Unset, no ending grant counts.
CREATE FUNCTION rights_now() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.now', true), '')::bigint
$$;

-- vault(person) = first 16 bytes of SHA-256(PAE("sociallook/1/vault", fingerprint)), SPEC section 3.
-- The constant is the PAE up to the fingerprint. Being computed, nobody else can own a person's vault.
CREATE FUNCTION rights_vault_of(person bytea) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT encode(substring(sha256(
        '\x0000000000000002'::bytea || '\x0000000000000012'::bytea || 'sociallook/1/vault'::bytea
        || '\x0000000000000020'::bytea || person
    ) FOR 16), 'hex')::uuid
$$;

-- Member of a team at the newest head of its institution's chain.
CREATE FUNCTION rights_is_member(in_team uuid, in_person bytea) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM institutions_membership WHERE team = in_team AND person = in_person);
END
$$;

-- role   owner: the person whose vault it is · member: of the team whose vault it is · helper: by grant · NULL: nobody
-- verbs  what the grants that count add up to; an owner and a member may everything
-- since  first epoch this person may open
-- acts   whether this person may do more than read
--
-- plpgsql, here and below, because it keeps its plans: the fence asks for each row.
CREATE FUNCTION rights_standing(
    in_person bytea, in_now bigint, in_vault uuid, in_space uuid,
    OUT role text, OUT verbs text[], OUT since integer, OUT acts boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF in_vault = rights_vault_of(in_person) THEN
        role := 'owner';
        since := 0;
        acts := true;
        RETURN;
    END IF;
    SELECT array_agg(verb), min(a.since) INTO verbs, since
    FROM rights_access AS a, unnest(a.verbs) AS verb
    WHERE a.vault = in_vault AND a.space = in_space
      -- A team's grant reaches its members; a contact person counts while a member; a private person alone.
      AND (a.person IS NULL OR a.person = in_person)
      AND (a.team IS NULL OR EXISTS (
          SELECT FROM institutions_membership AS m WHERE m.team = a.team AND m.person = in_person
      ))
      -- Unset time makes this NULL, so an ending grant does not count for a clock that nobody set.
      AND (a.until = 0 OR in_now < a.until);
    IF since IS NOT NULL THEN
        role := 'helper';
        acts := NOT verbs <@ '{read}';
    ELSIF EXISTS (SELECT FROM institutions_membership AS m WHERE m.team = in_vault AND m.person = in_person)
        -- Whoever calls a team like somebody's vault does not get into that vault.
        AND EXISTS (SELECT FROM vault_space AS s WHERE s.vault = in_vault AND s.id = in_space AND s.owner IS NULL)
    THEN
        role := 'member';
        since := 0;
        acts := true;
    END IF;
END
$$;

-- First epoch the actor may open; NULL: none. (One expression, so that PostgreSQL puts it into the policies.)
CREATE FUNCTION rights_since(in_vault uuid, in_space uuid) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT (rights_standing(rights_actor(), rights_now(), in_vault, in_space)).since
$$;

-- Whether the actor may change anything in the space.
CREATE FUNCTION rights_acts(in_vault uuid, in_space uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (rights_standing(rights_actor(), rights_now(), in_vault, in_space)).acts
$$;

-- The space the actor has entered in this transaction, and the first epoch the actor may open there.
CREATE FUNCTION rights_entered() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.space', true), '')::uuid
$$;

CREATE FUNCTION rights_entered_since() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT rights_since(s.vault, s.id) FROM vault_space AS s WHERE s.id = rights_entered()
$$;

-- Every space the actor may read, with what the list of spaces says of it. A team's space is listed once it has a key. `subjects`: the grants' subjects that reach
-- this person, as [institution, team, person]; `tie`: the subject of the space's relation in the same form.
CREATE FUNCTION rights_spaces(in_now bigint) RETURNS TABLE (
    vault uuid, space uuid, area text, relation uuid, owner bytea, role text, verbs text[], since integer,
    epoch integer, stale boolean, seq integer, "position" bigint, subjects jsonb, tie jsonb
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH me AS (
        SELECT rights_actor() AS person
    ), reached AS (
        SELECT s.vault, s.id AS space, 'owner' AS role, NULL::text[] AS verbs, 0 AS since, NULL::jsonb AS subjects
        FROM me JOIN vault_space AS s ON s.vault = rights_vault_of(me.person)
        UNION ALL
        SELECT s.vault, s.id, 'member', NULL, 0, NULL
        FROM me JOIN institutions_membership AS m ON m.person = me.person
        JOIN vault_space AS s ON s.vault = m.team AND s.owner IS NULL AND s.epoch > 0
        UNION ALL
        SELECT a.vault, a.space, 'helper', array_agg(DISTINCT verb ORDER BY verb), min(a.since),
               jsonb_agg(DISTINCT jsonb_build_array(encode(a.institution, 'hex'), a.team, encode(a.person, 'hex')))
        FROM me, rights_access AS a, unnest(a.verbs) AS verb
        WHERE (a.until = 0 OR in_now < a.until)
          AND CASE
              WHEN a.team IS NULL THEN a.person = me.person
              ELSE (a.person IS NULL OR a.person = me.person)
                  AND a.team IN (SELECT m.team FROM institutions_membership AS m WHERE m.person = me.person)
          END
        GROUP BY a.vault, a.space
    )
    SELECT s.vault, s.id, s.area::text, s.relation, s.owner, t.role, t.verbs, t.since,
           s.epoch, s.stale OR coalesce(s.stale_at <= in_now, false), s.seq, s."position", t.subjects,
           jsonb_build_array(encode(r.institution, 'hex'), r.team, encode(r.person, 'hex'))
    FROM reached AS t
    JOIN vault_space AS s ON s.vault = t.vault AND s.id = t.space
    LEFT JOIN vault_relation AS r ON r.vault = s.vault AND r.id = s.relation
    ORDER BY s.vault, s.area, s.id
$$;

-- Everybody who may read a space now: whom to tell that something is there.
CREATE FUNCTION rights_readers(in_vault uuid, in_space uuid, in_now bigint) RETURNS SETOF bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT s.owner FROM vault_space AS s WHERE s.vault = in_vault AND s.id = in_space AND s.owner IS NOT NULL
        UNION
        SELECT m.person FROM institutions_membership AS m
        JOIN vault_space AS s ON s.vault = m.team AND s.owner IS NULL
        WHERE s.vault = in_vault AND s.id = in_space
        UNION
        SELECT coalesce(a.person, m.person)
        FROM rights_access AS a LEFT JOIN institutions_membership AS m ON m.team = a.team
        WHERE a.vault = in_vault AND a.space = in_space AND (a.until = 0 OR in_now < a.until)
          AND (a.team IS NULL OR a.person IS NULL OR a.person = m.person)
          AND coalesce(a.person, m.person) IS NOT NULL;
END
$$;

-- The door: the actor's standing and the space, or no row. The verb `act` stands for any besides `read`. Refusals are noted in the access log of that vault, if there
-- is one; for a space that does not exist the same steps are taken, so that the time tells nothing.
CREATE FUNCTION rights_enter(in_now bigint, in_space uuid, in_verb text, in_act text) RETURNS TABLE (
    role text, verbs text[], since integer, vault uuid, area text, relation uuid, owner bytea,
    seq integer, head bytea, epoch integer, stale boolean, "position" bigint
)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.now', in_now::text, true), set_config('app.space', in_space::text, true);
    RETURN QUERY
        SELECT t.role, t.verbs, t.since, s.vault, s.area::text, s.relation, s.owner,
               s.seq, s.head, s.epoch, s.stale OR coalesce(s.stale_at <= in_now, false), s."position"
        FROM vault_space AS s, rights_standing(rights_actor(), in_now, s.vault, s.id) AS t
        WHERE s.id = in_space AND CASE
            WHEN t.role <> 'helper' THEN true
            WHEN in_verb = 'act' THEN t.acts
            ELSE in_verb = ANY (t.verbs)
        END;
    IF NOT FOUND THEN
        PERFORM rights_note(rights_actor(), in_now, in_space, in_act, 'refused', 0);
    END IF;
END
$$;
