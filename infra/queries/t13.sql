-- Cigarettes, cases of 100,000 pieces and more
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'tobacco'
),
large AS (
    SELECT case_id, mode, departure, destination, sum(CAST(base_amount AS DECIMAL(38, 15))) AS pieces
    FROM chosen WHERE type = 'cigarettes' AND base_unit = 'H87'
    GROUP BY case_id, mode, departure, destination
    HAVING sum(CAST(base_amount AS DECIMAL(38, 15))) >= 100000
)
SELECT 'mode' AS facet, mode AS code, count(*) AS cases, sum(pieces) AS pieces FROM large GROUP BY mode
UNION ALL
SELECT 'departure' AS facet, departure AS code, count(*) AS cases, sum(pieces) AS pieces FROM large GROUP BY departure
UNION ALL
SELECT 'destination' AS facet, destination AS code, count(*) AS cases, sum(pieces) AS pieces
FROM large GROUP BY destination
UNION ALL
SELECT 'total' AS facet, 'all' AS code, count(*) AS cases, sum(pieces) AS pieces FROM large HAVING count(*) > 0
ORDER BY facet, cases DESC, code
