"""Pure geometry: datum conversion and the topology of area coverages. No database, no web."""
