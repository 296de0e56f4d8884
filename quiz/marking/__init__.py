"""Marking of worked steps: the rules in order, marks, misconceptions, conventions and careless slips."""
