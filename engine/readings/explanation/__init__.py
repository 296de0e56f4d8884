"""One cell as worked lines that are true as printed."""
