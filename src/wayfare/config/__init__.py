"""The running configuration: settings, addresses, WSGI. The only place that names plug-ins by dotted path."""
