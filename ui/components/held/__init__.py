"""What the browser holds until it is known to be kept."""
