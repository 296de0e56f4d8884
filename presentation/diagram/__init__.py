"""Structure diagrams: the steps of a program as boxes, what they read as wires, drawn from the program itself."""
