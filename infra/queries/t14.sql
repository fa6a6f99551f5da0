-- Reporting: administrations by category, days to publication, fields that cases say
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
delays AS (
    SELECT DISTINCT
        case_id, administration,
        greatest(0, date_diff('day', CAST(seized_on AS DATE), CAST(published_on AS DATE))) AS days
    FROM chosen WHERE date_precision = 'day'
),
ranked AS (
    SELECT
        administration, days,
        row_number() OVER (PARTITION BY administration ORDER BY days) AS place,
        count(*) OVER (PARTITION BY administration) AS number
    FROM delays
),
fields (field) AS (
    VALUES
        ('lines.type'),
        ('lines.hs_code'),
        ('lines.details'),
        ('lines.value'),
        ('detection.method'),
        ('concealment.place'),
        ('concealment.method'),
        ('place.location_type'),
        ('place.locode'),
        ('route.origin'),
        ('route.departure.locode'),
        ('conveyance.means'),
        ('date_precision'),
        ('national_reference'),
        ('grading'),
        ('narrative')
),
total AS (SELECT count(DISTINCT case_id) AS number FROM chosen),
lacking AS (
    SELECT CAST(missing.field AS VARCHAR) AS field, count(DISTINCT case_id) AS number
    FROM chosen CROSS JOIN UNNEST(missing_fields) AS missing (field) GROUP BY CAST(missing.field AS VARCHAR)
)
SELECT 'reporters' AS section, category AS code, count(DISTINCT administration) AS number, NULL AS median, NULL AS p90
FROM chosen GROUP BY category
UNION ALL
SELECT 'reporters' AS section, 'all' AS code, count(DISTINCT administration) AS number, NULL AS median, NULL AS p90
FROM chosen WHERE wanted = '*' HAVING count(*) > 0
UNION ALL
SELECT
    'delays' AS section, administration AS code, count(*) AS number,
    max(CASE WHEN place = ceil(number / 2.0) THEN days END) AS median,
    max(CASE WHEN place = ceil(number * 9 / 10.0) THEN days END) AS p90
FROM ranked GROUP BY administration
UNION ALL
SELECT
    'fields' AS section, fields.field AS code, total.number - coalesce(lacking.number, 0) AS number,
    NULL AS median, NULL AS p90
FROM total CROSS JOIN fields LEFT JOIN lacking ON lacking.field = fields.field
WHERE total.number > 0
ORDER BY section, code
