"""What every context shares: access, HTTP, errors, paging, DynamoDB, code lists, and small parts of a request."""
