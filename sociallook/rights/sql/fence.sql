-- SPDX-FileCopyrightText: 2026 Sociallook contributors
-- SPDX-License-Identifier: EUPL-1.2

-- The second fence: whatever the program asks by mistake, PostgreSQL hands out only rows the actor may see.
--
-- The application's role owns no table, so these policies bind it. Migrations run as the owner, whom they do not bind.
-- Without app.actor every policy is false: zero rows, no insert.

ALTER TABLE vault_space ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON vault_space FOR SELECT USING (rights_since(vault, id) IS NOT NULL);
CREATE POLICY opens ON vault_space FOR INSERT
    WITH CHECK (vault = (SELECT rights_vault_of(rights_actor())) OR rights_is_member(vault, (SELECT rights_actor())));
CREATE POLICY appends ON vault_space FOR UPDATE USING (rights_acts(vault, id));

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
CREATE POLICY reads ON vault_record FOR SELECT USING (epoch >= rights_since(vault, space));
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
