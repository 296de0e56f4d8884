"""Schema migrations, one module per revision."""
