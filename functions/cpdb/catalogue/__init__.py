"""Finding pictures that are ready: `keys` says by what, `question` what is asked for, `find` puts a page together,
`tree` counts, `index` keeps it all in DynamoDB, `project` brings it up to date with a picture."""
