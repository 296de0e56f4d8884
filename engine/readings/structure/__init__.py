"""What a structure diagram shows: boxes that are steps or parts, what comes in, and the wires between them."""
