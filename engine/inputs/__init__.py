"""What a learner enters: checked against the program, sizes solved for."""
