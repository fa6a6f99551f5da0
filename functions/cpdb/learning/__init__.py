"""Learning from pictures: "seen here too" (`seen`), a quiz with one's own progress, a notice to print."""
