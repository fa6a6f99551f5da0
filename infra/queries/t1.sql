-- Cases and seizures by type of goods, and a year before
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
),
before AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2024-01' AND '2024-12' -- before
      AND category = 'drugs' -- category: leave this line out for all goods
),
now_by AS (SELECT type, count(DISTINCT case_id) AS cases, count(*) AS seizures FROM chosen GROUP BY type),
before_by AS (SELECT type, count(DISTINCT case_id) AS cases, count(*) AS seizures FROM before GROUP BY type)
SELECT
    coalesce(now_by.type, before_by.type) AS type,
    coalesce(before_by.cases, 0) AS cases_before,
    coalesce(now_by.cases, 0) AS cases,
    coalesce(before_by.seizures, 0) AS seizures_before,
    coalesce(now_by.seizures, 0) AS seizures
FROM now_by FULL OUTER JOIN before_by ON now_by.type = before_by.type
ORDER BY cases DESC, seizures DESC, type
