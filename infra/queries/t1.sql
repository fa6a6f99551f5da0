-- Cases and seizures by type of goods (of all goods: by category), and a year before; `*` is the total
WITH asked AS (
    SELECT 'drugs' AS wanted -- category; '*' for all goods
),
chosen AS (
    SELECT *, CASE WHEN wanted = '*' THEN category ELSE category || '.' || type END AS goods
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND wanted IN (category, '*')
),
before AS (
    SELECT *, CASE WHEN wanted = '*' THEN category ELSE category || '.' || type END AS goods
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2024-01' AND '2024-12' -- before
      AND wanted IN (category, '*')
),
now_by AS (
    SELECT coalesce(goods, '*') AS goods, count(DISTINCT case_id) AS cases, count(*) AS seizures
    FROM chosen GROUP BY GROUPING SETS ((goods), ())
),
before_by AS (
    SELECT coalesce(goods, '*') AS goods, count(DISTINCT case_id) AS cases, count(*) AS seizures
    FROM before GROUP BY GROUPING SETS ((goods), ())
)
SELECT
    coalesce(now_by.goods, before_by.goods) AS goods,
    coalesce(before_by.cases, 0) AS cases_before,
    coalesce(now_by.cases, 0) AS cases,
    coalesce(before_by.seizures, 0) AS seizures_before,
    coalesce(now_by.seizures, 0) AS seizures
FROM now_by FULL OUTER JOIN before_by ON now_by.goods = before_by.goods
ORDER BY cases DESC, seizures DESC, goods
