-- Quantity by type of goods and unit, and a year before; of money also the amount, by currency
WITH asked AS (
    SELECT 'drugs' AS wanted -- category; '*' for all goods
),
chosen AS (
    SELECT *
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND wanted IN (category, '*')
),
before AS (
    SELECT *
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2024-01' AND '2024-12' -- before
      AND wanted IN (category, '*')
),
amounts AS (
    SELECT *, base_unit AS counted_in, CAST(base_amount AS DECIMAL(38, 15)) AS number FROM chosen
    UNION ALL
    SELECT *, 'money:' || currency AS counted_in, CAST(value AS DECIMAL(38, 15)) AS number FROM chosen
    WHERE category = 'currency' AND value IS NOT NULL
),
amounts_before AS (
    SELECT *, base_unit AS counted_in, CAST(base_amount AS DECIMAL(38, 15)) AS number FROM before
    UNION ALL
    SELECT *, 'money:' || currency AS counted_in, CAST(value AS DECIMAL(38, 15)) AS number FROM before
    WHERE category = 'currency' AND value IS NOT NULL
),
now_by AS (
    SELECT category || '.' || type AS goods, counted_in AS unit, sum(number) AS quantity
    FROM amounts GROUP BY category || '.' || type, counted_in
),
before_by AS (
    SELECT category || '.' || type AS goods, counted_in AS unit, sum(number) AS quantity
    FROM amounts_before GROUP BY category || '.' || type, counted_in
)
SELECT
    coalesce(now_by.goods, before_by.goods) AS goods,
    coalesce(now_by.unit, before_by.unit) AS unit,
    coalesce(before_by.quantity, 0) AS quantity_before,
    coalesce(now_by.quantity, 0) AS quantity
FROM now_by FULL OUTER JOIN before_by ON now_by.goods = before_by.goods AND now_by.unit = before_by.unit
ORDER BY goods, unit
