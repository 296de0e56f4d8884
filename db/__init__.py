"""Database layer: learners, their attempts, review cards, drafts and exam papers, in one relational database."""

FIRST_LEARNER = 1  # every database has this one
