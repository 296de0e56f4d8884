"""Running a program: every step compiled once, faster rules and reused memory for large arrays."""
