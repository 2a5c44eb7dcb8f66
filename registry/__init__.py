"""The twelve registries; their kernel comes with the first of them."""
