"""What every context shares: access, HTTP, errors, paging, DynamoDB, code lists and the other small parts of a request."""
