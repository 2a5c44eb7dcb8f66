"""The one history of the database, for all packages."""
