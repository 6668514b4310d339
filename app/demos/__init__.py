"""One folder per demo. Nothing here names one: see app.core.discovery."""
