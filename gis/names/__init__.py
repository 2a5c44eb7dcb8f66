"""Place names: populated places with a point, for labels and depots. A place is not a division."""
