"""The text of files (Markdown, web pages, PDF, subtitles), cut into stretches of some minutes: ``reading.read``."""
