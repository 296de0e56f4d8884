"""Database layer: attempts, review cards, drafts and exam papers in one relational database."""
