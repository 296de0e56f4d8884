"""Execution of programs: steps compiled to closures, with faster rules and a buffer pool for large arrays."""
