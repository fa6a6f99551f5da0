-- Quantity by type of goods and unit, and a year before
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
now_by AS (
    SELECT type, base_unit, sum(CAST(base_amount AS DECIMAL(38, 15))) AS amount FROM chosen GROUP BY type, base_unit
),
before_by AS (
    SELECT type, base_unit, sum(CAST(base_amount AS DECIMAL(38, 15))) AS amount FROM before GROUP BY type, base_unit
)
SELECT
    coalesce(now_by.type, before_by.type) AS type,
    coalesce(now_by.base_unit, before_by.base_unit) AS unit,
    coalesce(before_by.amount, 0) AS quantity_before,
    coalesce(now_by.amount, 0) AS quantity
FROM now_by FULL OUTER JOIN before_by ON now_by.type = before_by.type AND now_by.base_unit = before_by.base_unit
ORDER BY type, unit
