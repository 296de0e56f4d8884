"""Marking: the examiner's rules, verdicts, points, misconceptions, conventions and slips."""
