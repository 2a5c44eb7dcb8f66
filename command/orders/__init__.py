"""Orders from office to office, from issue to done."""
