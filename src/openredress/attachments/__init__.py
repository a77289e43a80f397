"""Photos, documents and recordings: taken in, freed of hidden details, sealed, and given out."""
