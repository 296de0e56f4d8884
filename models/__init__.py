"""Models that were trained on languages written for them: weights, the recipe that trains them, claims."""
