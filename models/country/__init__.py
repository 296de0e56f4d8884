"""Recurrent networks of four units that keep a country until its language is asked for."""
