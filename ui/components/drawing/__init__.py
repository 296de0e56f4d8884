"""Drawings that are made on the server, element by element, and pressed in the browser."""
