"""TOML files with line numbers, and errors as sentences."""
