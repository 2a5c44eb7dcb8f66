"""All tables of this package, imported here so that the migrations see them."""
