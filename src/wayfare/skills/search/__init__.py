"""Finding skills by words, and by meaning where vectors are at hand."""
