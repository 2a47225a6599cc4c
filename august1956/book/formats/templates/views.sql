-- Views for those who begin: the rows that the book's charts use (status "preferred"), with names in place of ids.
CREATE VIEW person_groups AS
  SELECT persons.id AS person, persons.name,
         coalesce((SELECT coalesce(factions.parent, factions.id)
                   FROM affiliations JOIN factions ON factions.id = affiliations.faction
                   WHERE affiliations.person = persons.id AND affiliations.status = 'preferred'
                   ORDER BY affiliations.rowid LIMIT 1), 'unknown') AS faction
  FROM persons;

CREATE VIEW fates AS
  SELECT outcomes.id, person_groups.name, person_groups.faction, outcomes.kind, outcomes.date, outcomes.detail,
         events.title AS event, sources.label AS source, outcomes.locator, outcomes.certainty
  FROM outcomes
  JOIN person_groups USING (person)
  LEFT JOIN events ON events.id = outcomes.event
  LEFT JOIN sources ON sources.key = outcomes.source
  WHERE outcomes.status = 'preferred';

CREATE VIEW members AS
  SELECT seats.id, bodies.label AS body, person_groups.name, person_groups.faction, seats.seat, seats.rank,
         seats."from", seats."to", sources.label AS source, seats.locator
  FROM seats
  JOIN bodies ON bodies.id = seats.body
  JOIN person_groups USING (person)
  LEFT JOIN sources ON sources.key = seats.source
  WHERE seats.status = 'preferred';

CREATE VIEW contact_persons AS  -- one row for each person of each conversation
  WITH RECURSIVE parts (id, person, rest) AS (
    SELECT id, '', persons || '; ' FROM contacts WHERE persons IS NOT NULL
    UNION ALL
    SELECT id, substr(rest, 1, instr(rest, '; ') - 1), substr(rest, instr(rest, '; ') + 2) FROM parts WHERE rest <> ''
  )
  SELECT contacts.id AS contact, contacts.date, parts.person, person_groups.name, person_groups.faction,
         contacts.diplomat, contacts.country, contacts.topic, contacts.source
  FROM parts JOIN contacts USING (id) LEFT JOIN person_groups USING (person)
  WHERE parts.person <> '' AND contacts.status = 'preferred';

CREATE VIEW disputed AS  -- outcomes of which the sources give more than one date
  SELECT persons.name, outcomes.kind, outcomes.date, outcomes.status, outcomes.source, outcomes.reason
  FROM outcomes JOIN persons ON persons.id = outcomes.person
  WHERE (outcomes.person, outcomes.kind) IN (
    SELECT person, kind FROM outcomes GROUP BY person, kind HAVING count(DISTINCT date) > 1);
