"""Speed: engine, answers, pages, imports, footprint."""
