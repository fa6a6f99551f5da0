-- Quantity by type of goods and unit, and a year before; of money also the amount, by currency
WITH asked AS (
    SELECT 'drugs' AS wanted -- category; '*' for all goods
),
chosen AS (
    SELECT *, false AS earlier
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND wanted IN (category, '*')
    UNION ALL
    SELECT *, true AS earlier
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
)
SELECT
    category || '.' || type AS goods,
    counted_in AS unit,
    sum(CASE WHEN earlier THEN number ELSE 0 END) AS quantity_before,
    sum(CASE WHEN earlier THEN 0 ELSE number END) AS quantity
FROM amounts GROUP BY category || '.' || type, counted_in
ORDER BY goods, unit
