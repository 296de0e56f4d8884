"""Expression trees: nodes, the fixed set of operations, scalar cell formulas, shapes and named sizes."""
