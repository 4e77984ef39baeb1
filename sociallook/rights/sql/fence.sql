-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- The second fence: whatever the program asks by mistake, PostgreSQL hands out only rows the actor may see.
--
-- The application's role owns no table, so these policies bind it. Migrations run as the owner, whom they do not bind.
-- Without app.actor every policy is false: zero rows, no insert.

ALTER TABLE vault_space ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON vault_space FOR SELECT USING (rights_since(vault, id) IS NOT NULL);
CREATE POLICY opens ON vault_space FOR INSERT
    WITH CHECK (vault = (SELECT rights_vault_of(rights_actor())) AND owner = (SELECT rights_actor()));
-- Which space a row is cannot be changed (see the privileges below), so the new row needs no check of its own.
CREATE POLICY appends ON vault_space FOR UPDATE USING (rights_acts(vault, id)) WITH CHECK (true);

-- Only the owner adds to a chain. Nobody changes or deletes a line.
ALTER TABLE vault_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON vault_entry FOR SELECT USING (rights_since(vault, space) IS NOT NULL);
CREATE POLICY adds ON vault_entry FOR INSERT WITH CHECK (vault = (SELECT rights_vault_of(rights_actor())));

ALTER TABLE vault_relation ENABLE ROW LEVEL SECURITY;
-- A helper sees a relation only through a space of it: with the last grant it is gone as if it had never been.
CREATE POLICY reads ON vault_relation FOR SELECT USING (
    vault = (SELECT rights_vault_of(rights_actor()))
    OR EXISTS (
        SELECT FROM vault_space AS s WHERE s.vault = vault_relation.vault AND s.relation = vault_relation.id
    )
);
CREATE POLICY opens ON vault_relation FOR INSERT WITH CHECK (vault = (SELECT rights_vault_of(rights_actor())));
CREATE POLICY names ON vault_relation FOR UPDATE USING (vault = (SELECT rights_vault_of(rights_actor())));

-- "From now on" holds for epochs, wraps, records and documents alike.
ALTER TABLE vault_epoch ENABLE ROW LEVEL SECURITY;
-- Team key records are public among those who are signed in: whoever grants something to a team must know its key.
CREATE POLICY reads ON vault_epoch FOR SELECT USING (
    CASE vault WHEN space THEN (SELECT rights_actor()) IS NOT NULL ELSE number >= rights_since(vault, space) END
);
CREATE POLICY starts ON vault_epoch FOR INSERT WITH CHECK (rights_acts(vault, space));

ALTER TABLE vault_dependency ENABLE ROW LEVEL SECURITY;
CREATE POLICY starts ON vault_dependency USING (rights_acts(vault, space));

-- A wrap is for its recipient alone. It is deleted by rights_prune only.
ALTER TABLE vault_wrap ENABLE ROW LEVEL SECURITY;
CREATE POLICY opens ON vault_wrap FOR SELECT USING (
    (person = (SELECT rights_actor()) OR rights_is_member(team, (SELECT rights_actor())))
    AND epoch >= rights_since(vault, space)
);
CREATE POLICY starts ON vault_wrap FOR INSERT WITH CHECK (rights_acts(vault, space));

ALTER TABLE vault_record ENABLE ROW LEVEL SECURITY;
-- A page has a thousand rows of one space, so the standing is looked up once for the space that was entered, and for
-- each row only where it is another one. app.space decides nothing: it says which space to look up.
CREATE POLICY reads ON vault_record FOR SELECT USING (
    CASE space WHEN (SELECT rights_entered())
        THEN epoch >= (SELECT rights_entered_since())
        ELSE epoch >= rights_since(vault, space)
    END
);
CREATE POLICY appends ON vault_record FOR INSERT WITH CHECK (rights_acts(vault, space));
CREATE POLICY deletes ON vault_record FOR UPDATE USING (rights_acts(vault, space));

ALTER TABLE vault_blobreference ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON vault_blobreference FOR SELECT USING (epoch >= rights_since(vault, space));
CREATE POLICY appends ON vault_blobreference FOR INSERT WITH CHECK (rights_acts(vault, space));
CREATE POLICY deletes ON vault_blobreference FOR DELETE USING (rights_acts(vault, space));

-- A blob shows to whoever may add to the space it was uploaded into, and through a reference.
ALTER TABLE vault_blob ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON vault_blob FOR SELECT USING (
    rights_acts(vault, space)
    OR EXISTS (SELECT FROM vault_blobreference AS r WHERE r.vault = vault_blob.vault AND r.blob = vault_blob.id)
);
CREATE POLICY uploads ON vault_blob FOR INSERT WITH CHECK (rights_acts(vault, space));
CREATE POLICY receives ON vault_blob FOR UPDATE USING (rights_acts(vault, space));

-- The projection and the access log belong to the owner of the vault. Lines of the log are written by rights_note only.
ALTER TABLE rights_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY owns ON rights_access USING (vault = (SELECT rights_vault_of(rights_actor())));
ALTER TABLE rights_opening ENABLE ROW LEVEL SECURITY;
CREATE POLICY owns ON rights_opening FOR SELECT USING (vault = (SELECT rights_vault_of(rights_actor())));
ALTER TABLE rights_logbook ENABLE ROW LEVEL SECURITY;

-- Rows are not moved to another vault or space, by nobody: the application may only update what moves.
DO $$
DECLARE
    role name;
BEGIN
    FOR role IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_name = 'vault_space' AND grantee <> current_user AND grantee <> 'PUBLIC'
    LOOP
        EXECUTE format('REVOKE UPDATE ON vault_space, vault_record, vault_blob, vault_relation FROM %I', role);
        EXECUTE format(
            'GRANT UPDATE (seq, head, closed, epoch, epoch_hash, stale, stale_at, "position", last) ON vault_space TO %I', role
        );
        EXECUTE format('GRANT UPDATE (sealed) ON vault_record TO %I', role);
        EXECUTE format('GRANT UPDATE (received) ON vault_blob TO %I', role);
        EXECUTE format('GRANT UPDATE (institution, team, person) ON vault_relation TO %I', role);
        EXECUTE format('REVOKE ALL ON rights_logbook FROM %I', role);
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON rights_opening FROM %I', role);
    END LOOP;
END
$$;
