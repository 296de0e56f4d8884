"""TOML files with line numbers, and validation errors as sentences."""
