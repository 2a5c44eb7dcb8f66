"""People, offices, posts, sessions and what each post may see and do."""
