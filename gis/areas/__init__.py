"""Administrative areas: names, codes, outlines, population, in time."""
