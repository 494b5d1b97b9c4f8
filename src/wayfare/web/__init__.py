"""Pages and templates (HTMX)."""
